// Modal: docs/modal/ending-containers.md#cancellation
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import {
  App,
  concurrent,
  Dict,
  enter,
  FunctionTimeoutError,
  InternalFailure,
  method,
  Queue,
  simulatePreemption,
  Volume,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { elapsed } from "../../support/elapsed.js";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("interruptions");
const notes = Dict.fromName<number>("notes", { createIfMissing: true });
const jobs = Queue.fromName<string>("jobs", { createIfMissing: true });
const work = Volume.fromName("work", { createIfMissing: true });

const helper = app.function({}, async function helper() {
  await sleep(20_000);
  return 1;
});
/** Waits that nobody awaits at the moment of the interruption. */
const HOW = {
  "a sleep that is awaited later": async () => {
    const later = sleep(60_000);
    await sleep(30_000);
    await later;
  },
  "calls that are awaited one after the other": async () => {
    const [one, other] = [helper.remote(), helper.remote()];
    await one;
    await other;
  },
  "a get that nobody awaits": async () => {
    void jobs.get();
    await sleep(30_000);
  },
  "a loop in the background": async () => {
    void (async () => {
      for (let n = 0; ; n++) {
        await notes.put("beat", n);
        await sleep(1000);
      }
    })();
    await sleep(30_000);
  },
} as const;
type How = keyof typeof HOW;

const waits = app.function(
  { timeoutMs: 5000, maxContainers: 1 },
  concurrent({ maxInputs: 2 }, async function waits(how: How | "beside") {
    if (how !== "beside") return HOW[how]();
    await sleep(4000);
    return undefined;
  }),
);
const interruptsItsStart = app.cls(
  {},
  class interruptsItsStart {
    load = enter(() => void process.kill(process.pid, "SIGINT"));
    run = method(() => 1);
  },
);
const preemptsItsStart = app.cls(
  {},
  class preemptsItsStart {
    load = enter(async () => {
      simulatePreemption({ waitMs: 1000 });
      await sleep(5000);
    });
    run = method(() => 1);
  },
);
const sticks = app.function({ timeoutMs: 5000 }, async function sticks() {
  await new Promise((resolve) => setTimeout(resolve, 1_000_000));
});
const cleansUp = app.function({ timeoutMs: 5000 }, async function cleansUp() {
  try {
    await sleep(60_000);
  } finally {
    await sleep(20_000);
    await jobs.put("cleaned up");
  }
});
const writes = app.function(
  { volumes: { "/data": work }, retries: 0 },
  async function writes(end: "abort" | "kill" | "exit") {
    writeFileSync(`/data/${end}.txt`, "written");
    if (end === "abort") process.abort();
    if (end === "kill") process.kill(process.pid, "SIGKILL");
    process.exit(1);
  },
);

describe.each([0, 1, 2])("on %i threads", (threads) => {
  for (const how of Object.keys(HOW) as How[])
    test(`${how} ends without a word: the container and who is beside go on`, async () => {
      await using world = await Emulator.start({ threads });
      await world.run(app, async () => {
        const call = await waits.spawn(how);
        await world.clock.advance(1000);
        const beside = await waits.spawn("beside");
        await expectRejection(() => call.get(), FunctionTimeoutError);
        await beside.get();
        await waits.remote("beside");
        expect(world.containers(waits)).toHaveLength(1);
        const cancelled = await waits.spawn(how);
        await world.clock.advance(1000);
        await cancelled.cancel();
        await waits.remote("beside");
        expect(world.containers(waits)).toHaveLength(1);
        world.faults.preempt(waits, { times: 1, afterMs: 500 });
        await waits.remote("beside");
        await waits.spawn(how); // the app stops meanwhile
        await world.clock.advance(1000);
      });
      expect(world.events.of("world.nondeterministic")).toEqual([]);
      expect(world.events.of("container.stopped").map(({ reason }) => reason)).not.toContain("uncaught error");
    });
});

test("an interruption of a start is a start that failed", async ({ world }) => {
  await world.run(app, async () => {
    for (const cls of [interruptsItsStart, preemptsItsStart])
      await expectRejection(() => new cls().run.remote(), InternalFailure, "was interrupted while it started");
  });
  expect(world.events.of("start.delayed")).toHaveLength(14);
});

test("what does not give way takes no place once its container is to stop: none is started for it", async ({
  world,
}) => {
  await world.run(app, async () => {
    await sticks.remote().catch(() => undefined);
    await world.clock.advance(40_000);
    expect(await sticks.getCurrentStats()).toMatchObject({ numRunningInputs: 0, numTotalRunners: 0, backlog: 0 });
    await world.clock.advance(40_000);
    expect(await sticks.getCurrentStats()).toMatchObject({ numRunningInputs: 0, numTotalRunners: 0, backlog: 0 });
  });
  expect(world.containers(sticks)).toHaveLength(1);
});

test("a detached app waits for what gives way", async ({ world }) => {
  await world.run(
    app,
    async () => {
      await cleansUp.spawn();
      await world.clock.advance(1000);
    },
    { detach: true },
  );
  await world.clock.advance(100_000);
  expect(await world.within(() => jobs.get({ block: false }))).toBe("cleaned up");
  expect(world.events.of("app.stopped")[0]).toMatchObject({ at: Date.parse("2026-01-01T00:00:25Z") });
});

test("a crash loses what was not committed; process.exit does not", async ({ world }) => {
  await world.run(app, async () => {
    for (const end of ["abort", "kill", "exit"] as const) await writes.remote(end).catch(() => undefined);
  });
  await world.clock.advance(0);
  expect(elapsed(world)).toBe(0);
  expect((await world.within(() => work.listdir("/"))).map(({ path }) => path)).toEqual(["exit.txt"]);
});
