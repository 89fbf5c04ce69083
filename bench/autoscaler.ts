import { Emulator } from "modal-emulator/emulator";
import { app, CONTAINERS, nap } from "./autoscaler-app.ts";
import { compareMs, type Row } from "./measure.ts";

const QUEUED = 10_000;
const BATCH = 200;

/** What a pool that counts would do: look at each of its containers and inputs. */
function walk(
  containers: ReadonlyMap<number, { readonly calls: number }>,
  queue: readonly { readonly isQueued: boolean }[],
): number {
  let sum = 0;
  for (const { calls } of containers.values()) sum += 1 - calls;
  for (const { isQueued } of queue) if (isQueued) sum++;
  return sum;
}

const micro = (ms: number): string => `${((ms * 1000) / BATCH).toFixed(1)} µs`;

/** The autoscaler with many inputs that wait and as many containers as there may be. */
export async function autoscalerRows(): Promise<Row[]> {
  await using world = await Emulator.start({ threads: 0 });
  const containers = new Map(Array.from({ length: CONTAINERS }, (_, index) => [index, { calls: 1 }]));
  const queue = Array.from({ length: QUEUED }, () => ({ isQueued: true }));
  const walked = async (): Promise<void> => {
    for (let walks = 0; walks < BATCH; walks++)
      if (walk(containers, queue) !== QUEUED) throw new Error("The walk went wrong.");
  };
  return await world.run(app, async () => {
    const spawned = (): Promise<unknown> =>
      nap.experimentalSpawnMap(Array.from({ length: BATCH }, (_, index) => index));
    const asked = (): Promise<unknown> => Promise.all(Array.from({ length: BATCH }, () => nap.getCurrentStats()));
    await nap.experimentalSpawnMap(Array.from({ length: CONTAINERS + QUEUED }, (_, index) => index));
    await world.clock.advance(1000);
    for (const warmUp of [spawned, asked, walked]) await warmUp();
    const decision = await compareMs(21, spawned, walked);
    const stats = await compareMs(21, asked, walked);
    const { backlog, numRunningInputs } = await nap.getCurrentStats();
    if (numRunningInputs !== CONTAINERS || backlog < QUEUED)
      throw new Error(`The load is not as meant: ${backlog} wait, ${numRunningInputs} run.`);
    const peer = "a walk over 1,000 containers and 10,000 inputs";
    return [
      {
        what: "one more input with 10,000 queued and 1,000 containers: made, decided on, logged",
        ours: micro(decision.ours),
        peer: micro(decision.peer),
        note: `${decision.ratio.toFixed(2)}x ${peer}; 200 at once`,
      },
      {
        what: "`getCurrentStats` then",
        ours: micro(stats.ours),
        peer: micro(stats.peer),
        note: `${stats.ratio.toFixed(2)}x ${peer}; 200 at once`,
      },
    ];
  });
}
