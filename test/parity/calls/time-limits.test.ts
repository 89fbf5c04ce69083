// Modal: docs/modal/containers.md#time-limits
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import {
  App,
  batched,
  concurrent,
  currentInput,
  Dict,
  enter,
  exit,
  FunctionTimeoutError,
  InputCancellation,
  method,
  Queue,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { elapsed, START } from "../../support/elapsed.js";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("time-limits");
const saved = Dict.fromName<number>("saved", { createIfMissing: true });
const jobs = Queue.fromName<number>("jobs", { createIfMissing: true });

const helper = app.function({}, async function helper(ms: number) {
  await sleep(ms);
  return "helped";
});
const saves = app.function({ timeoutMs: 20_000 }, async function saves() {
  try {
    await sleep(100_000);
  } finally {
    await saved.put("saved", 1);
  }
});
/** How code can wait for the emulator, and what it does when the limit comes. */
const waits = app.function({ timeoutMs: 20_000 }, async function waits(how: "sleep" | "call" | "get" | "signal") {
  try {
    if (how === "sleep") await sleep(100_000);
    else if (how === "call") await helper.remote(100_000);
    else if (how === "get") await jobs.get();
    else
      await new Promise((_, reject) =>
        currentInput()?.signal.addEventListener("abort", ({ target }) =>
          reject((target as AbortSignal).reason as Error),
        ),
      );
  } catch (error) {
    console.log(error instanceof InputCancellation, (error as Error).message.replace(/in-\w+/, "in-"));
    console.log(await helper.remote(1000), await saved.put(how, 1));
  }
});
const yields = app.function({ timeoutMs: 20_000 }, async function* yields() {
  try {
    for (let n = 0; ; n++) {
      yield n;
      await sleep(8000);
    }
  } finally {
    await saved.put("yields", 1);
  }
});
const pairs = app.function(
  { timeoutMs: 20_000, maxContainers: 1 },
  batched({ maxBatchSize: 2, waitMs: 10 }, async function pairs(ms: number[]) {
    try {
      await sleep(Math.max(...ms));
    } finally {
      await saved.put("pairs", ms.length);
    }
    return ms;
  }),
);
/** Gives way slowly, while the next attempt runs beside it. */
const slowly = app.function(
  { timeoutMs: 20_000, retries: 1 },
  concurrent({ maxInputs: 2 }, async function slowly() {
    const { attempt } = currentInput() ?? {};
    try {
      await sleep(attempt === 1 ? 100_000 : 8000);
    } finally {
      await sleep(10_000);
      console.log(`attempt ${attempt} ends`);
    }
    return attempt;
  }),
);
const Service = app.cls(
  { timeoutMs: 20_000, maxContainers: 1 },
  class Service {
    served = 0;
    load = enter(() => console.log("enter"));
    run = method(async (ms: number) => {
      this.served++;
      await sleep(ms);
      return this.served;
    });
    /** Nothing interrupts what it waits for. */
    stick = method(async (ms: number) => {
      this.served++;
      await new Promise((resolve) => setTimeout(resolve, ms));
    });
    close = exit(() => console.log("exit"));
  },
);
const hastens = app.function({ timeoutMs: 1000 }, async function hastens(queue: Queue<number>) {
  for (;;) await queue.get();
});

const texts = (world: Emulator): string[] => [...world.logs].map(({ message }) => message);

describe("an attempt that hits its time limit", () => {
  test("fails then; its code is interrupted, and may save what it has", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => saves.remote(), FunctionTimeoutError, "saves", "hit its timeout of 20s");
      expect(elapsed(world)).toBe(20_000);
      await world.clock.advance(0);
      expect(await saved.get("saved")).toBe(1);
    });
  });

  for (const how of ["sleep", "call", "get", "signal"] as const) {
    test(`is interrupted in a wait: ${how}`, async ({ world }) => {
      await world.run(app, async () => {
        await expectRejection(() => waits.remote(how), FunctionTimeoutError);
        await world.clock.advance(2000);
        expect(await saved.get(how)).toBe(1);
      });
      expect(texts(world)).toEqual(["true Input in- hit its time limit.", "helped true"]);
    });
  }

  test("interrupts a generator, whose finally block may store", async ({ world }) => {
    const items: number[] = [];
    await world.run(app, async () => {
      await expectRejection(async () => {
        for await (const item of yields.remoteGen()) items.push(item);
      }, FunctionTimeoutError);
      await world.clock.advance(0);
      expect(await saved.get("yields")).toBe(1);
    });
    expect(items).toEqual([0, 1, 2]);
  });

  test("ends a batch for all, which is interrupted once", async ({ world }) => {
    await world.run(app, async () => {
      const results = await Promise.allSettled([pairs.remote(60_000), pairs.remote(1)]);
      expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      expect(await pairs.remote(1)).toBe(1);
      expect(await saved.get("pairs")).toBe(1);
    });
    expect(world.containers(pairs)).toHaveLength(1);
  });

  test("leaves its container, which goes on without another enter", async ({ world }) => {
    const service = new Service();
    await world.run(app, async () => {
      await expectRejection(() => service.run.remote(60_000), FunctionTimeoutError);
      expect(await service.run.remote(0)).toBe(2);
    });
    expect(texts(world)).toEqual(["enter", "exit"]);
  });

  test("runs on beside the next attempt, and neither is taken for the other", async ({ world }) => {
    await world.run(app, async () => {
      expect(await slowly.remote()).toBe(2);
      expect(elapsed(world)).toBe(39_000);
    });
    expect(texts(world)).toEqual(["attempt 1 ends", "attempt 2 ends"]);
    expect(world.containers(slowly)).toHaveLength(1);
  });
});

describe("code that does not give way", () => {
  const service = new Service();

  test("keeps its container until it does, within 30 s", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => service.stick.remote(45_000), FunctionTimeoutError);
      expect(await service.run.remote(0)).toBe(2);
      expect(elapsed(world)).toBe(45_001);
    });
  });

  for (const [what, ms] of [
    ["after 30 s its container is to stop, with its exit hooks", 70_000],
    ["30 s later it is ended, without them", 1_000_000],
  ] as const)
    test(what, async ({ world }) => {
      await world.run(app, async () => {
        await expectRejection(() => service.stick.remote(ms), FunctionTimeoutError);
        expect(await service.run.remote(0)).toBe(1); // in a new one
        expect(elapsed(world)).toBe(50_001);
        await world.clock.advance({ seconds: 40 });
      });
      const ended = Math.min(ms, 80_000);
      expect(world.events.of("container.exiting")[0]).toMatchObject({
        at: START + 50_000,
        reason: "an input that hit its time limit did not give way",
      });
      expect(world.events.of("container.stopped")[0]).toMatchObject({ at: START + ended });
      expect(texts(world)).toEqual(ms === ended ? ["enter", "enter", "exit", "exit"] : ["enter", "enter", "exit"]);
    });
});

describe("an interruption", () => {
  test("is not missed by code that has its answer in the same instant", async ({ world }) => {
    await world.run(app, async () => {
      await using queue = await Queue.ephemeral<number>();
      const call = await hastens.spawn(queue);
      await world.clock.advance(999);
      await Promise.all([call.cancel(), queue.put(1), queue.put(2)]);
      await world.clock.runUntilIdle();
      expect(elapsed(world)).toBe(999);
    });
  });

  test("leaves the same log on 0, 1 and 2 threads", async () => {
    const logs: string[] = [];
    for (const threads of [0, 1, 2]) {
      await using world = await Emulator.start({ threads });
      await world.run(app, async () => {
        await Promise.allSettled([
          ...(["sleep", "call", "get", "signal"] as const).map((how) => waits.remote(how)),
          slowly.remote(),
          pairs.remote(60_000),
          new Service().stick.remote(70_000),
          new Service().stick.remote(200_000),
        ]);
        await world.clock.advance({ minutes: 2 });
      });
      logs.push(JSON.stringify([...world.events]));
    }
    expect(new Set(logs).size).toBe(1);
  });
});
