import { setTimeout as sleep } from "node:timers/promises";
import { App, currentInputId, enter, exit, experimental, method, Queue } from "modal-emulator";

export const app = new App("clusters");

const messages = Queue.fromName("messages", { createIfMissing: true });
let served = 0;

/** Rank 0 hears from the others before it returns. */
export const gather = app.function(
  { scaledownWindowMs: 5000, maxContainers: 6 },
  experimental.clustered({ size: 3, fabricSize: 1 }, async function gather(word: string) {
    const { rank, clusterId, containerIps, containerIpv4Ips, fabricIds } = experimental.getClusterInfo();
    served++;
    if (rank > 0) {
      await sleep(1000 * rank);
      await messages.put([rank, `${word} from ${rank}`, served], { partition: clusterId.slice(0, 20) });
      return undefined;
    }
    const heard = [
      await messages.get({ partition: clusterId.slice(0, 20) }),
      await messages.get({ partition: clusterId.slice(0, 20) }),
    ];
    return {
      heard,
      clusterId,
      containerIps,
      containerIpv4Ips,
      fabricIds,
      input: currentInputId(),
      task: process.env["MODAL_TASK_ID"],
    };
  }),
);

/** What one rank does instead of sleeping. */
export const trouble = app.function(
  { maxContainers: 2, retries: 1, timeoutMs: 10_000 },
  experimental.clustered(
    { size: 2 },
    async function trouble(who: number, what: "throws" | "exits" | "hangs" | "works") {
      const { rank } = experimental.getClusterInfo();
      console.log(`${rank} begins`);
      if (rank === who && what === "throws") throw new RangeError(`rank ${rank}`);
      if (rank === who && what === "exits") process.exit(1);
      try {
        await sleep(what === "hangs" && rank === who ? 60_000 : 3000);
      } finally {
        console.log(`${rank} ends`);
      }
      return rank;
    },
  ),
);

export const Pair = app.cls(
  { scaledownWindowMs: 2000 },
  experimental.clustered(
    { size: 2 },
    class Pair {
      load = enter(() => console.log(`enter ${experimental.getClusterInfo().rank}`));
      run = method(async (ms: number) => {
        await sleep(ms);
        return experimental.getClusterInfo().rank;
      });
      close = exit(() => console.log(`exit ${experimental.getClusterInfo().rank}`));
    },
  ),
);

export const alone = app.function({}, async function alone() {
  return experimental.getClusterInfo();
});
