// Modal: docs/modal/ending-containers.md#preemption
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import {
  App,
  batched,
  concurrent,
  Dict,
  enter,
  ExecutionError,
  exit,
  InputCancellation,
  InternalFailure,
  InvalidError,
  method,
  RemoteError,
  simulatePreemption,
} from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";
import { elapsed, START } from "../../support/elapsed.js";

const app = new App("preemption");
const progress = Dict.fromName<number>("progress", { createIfMissing: true });
let inputs = 0;

/** Works for a while, and saves how far it came when it is interrupted. */
const resumes = app.function({ timeoutMs: 600_000 }, async function resumes(ms: number) {
  inputs++;
  const done = (await progress.get("done", 0)) ?? 0;
  if (done === 0) simulatePreemption({ waitMs: 10_000 });
  try {
    await sleep(ms - done);
    return { resumedAt: done, inputs };
  } catch (error) {
    await sleep(5000);
    await progress.put("done", 10_000);
    console.log(error instanceof InputCancellation, (error as Error).message.includes("interrupted"));
    throw error;
  }
});
const stubborn = app.function({ nonpreemptible: true }, async function stubborn() {
  inputs++;
  const isFirst = !(await progress.contains("tried"));
  await progress.put("tried", 1);
  if (isFirst) simulatePreemption({ waitMs: 1000 });
  await new Promise((resolve) => setTimeout(resolve, 20_000)).then(() => console.log("worked on"));
  if (isFirst) await new Promise((resolve) => setTimeout(resolve, 20_000));
  return inputs;
});
const endless = app.function({ retries: 3, maxContainers: 1 }, async function endless() {
  simulatePreemption({ waitMs: 1000 });
  await sleep(60_000);
});
const jittered = app.function({}, async function jittered() {
  simulatePreemption({ waitMs: 1000, jitterMs: 1000 });
  await sleep(60_000);
});
const warns = app.function({}, async function warns() {
  simulatePreemption({ waitMs: 50_000 });
  simulatePreemption({ waitMs: 1000 });
  return "done";
});
const refuses = app.function({}, async function refuses(options: object) {
  simulatePreemption(options as { waitMs: number });
});
const generates = app.function({ isGenerator: true }, async function* generates(): AsyncGenerator<number> {
  for (let n = 0; n < 4; n++) {
    yield n;
    await sleep(1000);
  }
});
const Service = app.cls(
  {},
  class Service {
    load = enter(() => console.log("enter"));
    run = method(async (ms: number) => {
      try {
        await sleep(ms);
        return "ran";
      } finally {
        console.log("finally");
      }
    });
    close = exit(async () => {
      await sleep(1000);
      console.log("exit");
    });
  },
);
const Interrupts = app.cls(
  {},
  class Interrupts {
    run = method(async (signal: string) => {
      if ((await progress.contains("interrupted")) && signal === "SIGINT") return "second time";
      await progress.put("interrupted", 1);
      try {
        if (signal === "SIGUSR2")
          return await new Promise(
            (resolve) => (process.once(signal, () => resolve(`heard ${signal}`)), process.kill(process.pid, signal)),
          );
        process.kill(process.pid, signal);
      } finally {
        console.log("finally");
      }
      return "never";
    });
    close = exit(() => console.log("exit"));
  },
);
const SlowEnter = app.cls(
  {},
  class SlowEnter {
    load = enter(() => sleep(5000));
    run = method(() => "ran");
    close = exit(() => console.log("exit"));
  },
);
const works = app.function({ retries: 2 }, async function works(ms: number) {
  try {
    await sleep(ms);
    return "worked";
  } finally {
    console.log("finally");
  }
});
const beside = app.function(
  { maxContainers: 1, timeoutMs: 5000 },
  concurrent({ maxInputs: 4 }, async function beside(what: "sleep" | "stick" | "exit") {
    if (what === "exit") process.exit(1);
    if (what === "stick") await new Promise(() => undefined);
    await sleep(2000);
    return "beside";
  }),
);
const together = app.function(
  {},
  batched({ maxBatchSize: 2, waitMs: 10 }, async function together(ms: number[]) {
    await sleep(Math.max(...ms));
    return ms;
  }),
);

const lines = (world: Emulator): string[] => [...world.logs].map(({ message }) => message);
const stops = (world: Emulator): [string, number][] =>
  world.events.of("container.stopped").map(({ reason, at }) => [reason, at - START]);

describe("preemption", () => {
  test("interrupts what runs, which may save its work, and then runs again in another container without using up a retry", async ({
    world,
  }) => {
    await world.run(app, async () => expect(await resumes.remote(60_000)).toEqual({ resumedAt: 10_000, inputs: 1 }));
    expect(lines(world)).toEqual(["true true"]);
    expect(elapsed(world)).toBe(65_000);
    expect(resumes).not.toHaveRetried();
    expect(world.events.of("attempt.ended").map(({ status, at }) => [status, at - START])).toEqual([
      ["INTERNAL_FAILURE", 15_000],
      ["SUCCESS", 65_000],
    ]);
    expect(world.events.of("container.exiting")).toMatchObject([
      { at: START + 10_000, reason: "preempted, as its code asked for" },
    ]);
  });

  test("kills what has not ended after 30 s; it may be asked for by a function that is nonpreemptible, as on Modal", async ({
    world,
  }) => {
    await world.run(app, async () => expect(await stubborn.remote()).toBe(1));
    expect(lines(world)).toEqual(["worked on", "worked on"]);
    expect(stops(world)).toMatchObject([
      ["what it ran took longer than 30000 ms to end", 31_000],
      ["its app was stopped", 51_000],
    ]);
  });

  test("lets an input go with InternalFailure when it was lost nine times; no retry of the function's is used", async ({
    world,
  }) => {
    await world.run(app, () =>
      expectRejection(() => endless.remote(), InternalFailure, "was lost 9 times: preempted, as its code asked for"),
    );
    expect(elapsed(world)).toBe(9000);
    expect(endless).not.toHaveRetried();
  });

  test("comes at a time from the seed, if it has a jitter", async ({ world }) => {
    await world.run(app, async () => {
      const call = await jittered.spawn();
      await world.clock.advance(2000);
      await call.cancel();
    });
    const [at = 0] = world.events.of("container.exiting").map((event) => event.at - START);
    expect(at).toBeGreaterThan(1000);
    expect(at).toBeLessThan(2000);
  });

  test("of an idle container ends it; a second wish takes the place of the first; no time passes for its sake", async ({
    world,
  }) => {
    await world.run(app, async () => {
      await warns.remote();
      await world.clock.runUntilIdle();
      expect(elapsed(world)).toBe(0);
      await world.clock.advance(1000);
      expect(stops(world)).toEqual([["preempted, as its code asked for", 1000]]);
    });
  });

  test("refuses what is no time to wait, and to be called outside of containers", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => refuses.remote({ waitMs: 0 }), InvalidError, '"waitMs"', "above 0", "got 0");
      await expectRejection(() => refuses.remote({ waitMs: Number.NaN }), InvalidError, '"waitMs"');
      await expectRejection(
        () => refuses.remote({ waitMs: 1, jitterMs: -1 }),
        InvalidError,
        '"jitterMs"',
        "from 0 to 8.64e15",
      );
      await expectRejection(() => refuses.remote({ waitMs: 1, jitter: 1 }), InvalidError, '"jitterMs"');
    });
    expectError(() => simulatePreemption({ waitMs: 1 }), ExecutionError, "world.faults.preempt");
  });

  test("of a class runs its exit hooks after what it ran, and enters anew elsewhere", async ({ world }) => {
    world.faults.preempt(new Service().run, { afterMs: 2000, times: 1 });
    await world.run(app, async () => expect(await new Service().run.remote(5000)).toBe("ran"));
    expect(lines(world).filter((text) => text !== "enter")).toEqual(["finally", "exit", "finally", "exit"]);
    expect(stops(world)).toEqual([
      ["its exit hooks have run", 3000],
      ["its exit hooks have run", 9000],
    ]);
  });

  test("lets a generator begin anew, of which its consumer notices nothing", async ({ world }) => {
    world.faults.preempt(generates, { afterMs: 2500, times: 1 });
    await world.run(app, async () => expect(await Array.fromAsync(generates.remoteGen())).toEqual([0, 1, 2, 3]));
    expect(elapsed(world)).toBe(6500);
  });

  test("of a batch lets all of it run again", async ({ world }) => {
    world.faults.preempt(together, { afterMs: 100, times: 1 });
    await world.run(app, async () =>
      expect(await Promise.all([together.remote(500), together.remote(600)])).toEqual([500, 600]),
    );
    expect(world.events.of("attempt.ended").map(({ status }) => status)).toEqual([
      "INTERNAL_FAILURE",
      "INTERNAL_FAILURE",
      "SUCCESS",
      "SUCCESS",
    ]);
  });
});

describe("other ends", () => {
  test("a container that is stopped while it enters runs no exit hook", async ({ world }) => {
    await world.run(app, async () => {
      await new SlowEnter().run.spawn();
      await world.clock.advance(1000);
    });
    expect(lines(world)).toEqual([]);
    expect(stops(world)).toEqual([["its app was stopped", 1000]]);
  });

  test("an app that stops interrupts what runs, ends what waits, and gives callers a RemoteError", async ({
    world,
  }) => {
    const calls = await world.run(app, async () => {
      const made = [
        await works.spawn(60_000),
        await new Service().run.spawn(60_000),
        await beside.spawn("stick"),
        await beside.spawn("sleep"),
      ];
      await world.clock.advance(1000);
      return made;
    });
    await world.within(async () => {
      for (const call of calls) await expectRejection(() => call.get(), RemoteError, "App preemption was stopped");
    });
    expect(lines(world).toSorted()).toEqual(["enter", "exit", "finally", "finally"]);
    expect(elapsed(world)).toBe(2000); // for the exit hook
    expect(world.containers().filter(({ stoppedAt }) => stoppedAt === null)).toEqual([]);
  });

  test("an app that stops does not wait for what a preempted container still runs", async ({ world }) => {
    world.faults.preempt(beside, { afterMs: 100 });
    await world.run(app, async () => {
      await beside.spawn("stick");
      await world.clock.advance(1000);
    });
    expect(elapsed(world)).toBe(1000);
    expect(world.events.of("input.ended")).toMatchObject([{ status: "TERMINATED" }]);
  });

  // Modal: docs/modal/ending-containers.md#cancellation
  test("what ends beside an input that times out, exits or will not be cancelled runs again, without penalty", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const stuck = await beside.spawn("stick");
      await world.clock.advance(1000);
      await stuck.cancel();
      await world.clock.advance(29_500);
      const innocent = await beside.spawn("sleep");
      expect(await innocent.get()).toBe("beside");
      expect(elapsed(world)).toBe(63_000);
      expect(await beside.getCurrentStats()).toMatchObject({ numRunningInputs: 0, backlog: 0 });
    });
    expect(world.events.of("input.ended").map(({ status }) => status)).toEqual(["TERMINATED", "SUCCESS"]);
  });

  // Modal: docs/modal/ending-containers.md#shutdown
  test("SIGINT to itself, as Python's KeyboardInterrupt, interrupts the container; exit hooks run, and the input runs again", async ({
    world,
  }) => {
    await world.run(app, async () => {
      expect(await new Interrupts().run.remote("SIGINT")).toBe("second time");
      await expectRejection(
        () => new Interrupts().run.remote("SIGTERM"),
        InternalFailure,
        "was lost 9 times: process.kill(process.pid, SIGTERM)",
      );
      expect(await new Interrupts().run.remote("SIGUSR2")).toBe("heard SIGUSR2");
    });
    expect(lines(world)).toEqual(["finally", "exit", "finally", "exit"]); // a hard end runs neither
    expect(world.events.of("container.exiting").map(({ reason }) => reason)).toEqual([
      "it interrupted itself",
      "its app was stopped",
    ]);
  });

  test("an input that is cancelled as its container ends leaves nothing behind", async ({ world }) => {
    await world.run(app, async () => {
      const stuck = await beside.spawn("stick");
      await world.clock.advance(10);
      await Promise.all([stuck.cancel(), beside.remote("exit").catch(() => undefined)]);
      expect(await beside.getCurrentStats()).toMatchObject({ numRunningInputs: 0, backlog: 0 });
    });
  });
});
