import { setTimeout as sleep } from "node:timers/promises";
import { App, batched, concurrent, enter, exit, experimental, method, parameter } from "modal-emulator";

export const app = new App("class-pools");

/** How long an input works, and how it ends. */
export interface Work {
  readonly ms: number;
  readonly ends: "well" | "throws" | "exits" | "is killed" | "overruns" | "sticks";
}

async function work({ ms, ends }: Work): Promise<number> {
  await sleep(ms);
  if (ends === "overruns") await sleep(5000);
  if (ends === "sticks") await new Promise((resolve) => setTimeout(resolve, 40_000)); // nothing interrupts that
  if (ends === "is killed") process.kill(process.pid, "SIGKILL");
  if (ends === "throws") throw new Error("as it was told");
  if (ends === "exits") process.exit(1);
  return ms;
}

class Noted {
  size = parameter({ default: "s" });
  load = enter(async () => {
    await sleep(10);
    console.log("entered");
  });
  close = exit(async () => {
    await sleep(30);
    console.log("exited");
  });
}

const options = { maxContainers: 2, retries: 1, scaledownWindowMs: 2000, timeoutMs: 2000 };

export const CLASSES = {
  Single: app.cls(
    options,
    class Single extends Noted {
      run = method(work);
    },
  ),
  Wide: app.cls(
    options,
    concurrent(
      { maxInputs: 3 },
      class Wide extends Noted {
        run = method(work);
      },
    ),
  ),
  Listing: app.cls(
    options,
    class Listing extends Noted {
      run = batched({ maxBatchSize: 3, waitMs: 20 }, async (works: Work[]) => {
        console.log(`batch of ${works.length}`);
        return Promise.all(works.map(work));
      });
    },
  ),
  Pair: app.cls(
    options,
    experimental.clustered(
      { size: 2 },
      class Pair extends Noted {
        run = method(work);
      },
    ),
  ),
  Once: app.cls(
    { ...options, singleUseContainers: true },
    class Once extends Noted {
      run = method(work);
    },
  ),
} as const;
