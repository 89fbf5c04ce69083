// Modal: docs/modal/classes.md#when-a-start-fails
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import {
  App,
  Dict,
  enter,
  InternalFailure,
  InvalidError,
  isLocal,
  method,
  NotFoundError,
  Retries,
  Secret,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { elapsed } from "../../support/elapsed.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("failed-starts");
const boots = Dict.fromName<number>("boots", { createIfMissing: true });

type How = "throws" | "exits" | "is killed" | "aborts" | "hangs" | "rejects unheard";

/** Comes up at its third boot. */
const Flaky = app.cls(
  { startupTimeoutMs: 10_000 },
  class Flaky {
    how: How = "throws";
    constructor(how: How = "throws") {
      this.how = how;
    }
    load = enter(async () => {
      const boot = ((await boots.get(this.how)) ?? 0) + 1;
      await boots.put(this.how, boot);
      if (boot >= 3) return;
      if (this.how === "throws") throw new RangeError(`boot ${boot}`);
      if (this.how === "exits") process.exit(1);
      if (this.how === "is killed") process.kill(process.pid, "SIGKILL");
      if (this.how === "aborts") process.abort();
      if (this.how === "hangs") await sleep(100_000);
      void Promise.reject(new RangeError(`boot ${boot}`));
      await sleep(1000);
    });
    run = method((x: number) => x);
  },
);
const plain = app.function({}, async function plain(x: number) {
  return x;
});
const keptApp = new App("failed-starts-kept");
const kept = keptApp.function({ minContainers: 1 }, async function kept() {});
const retried = app.function({ retries: new Retries({ maxRetries: 1 }) }, async function retried() {
  return "ran";
});
const lacksApp = new App("failed-starts-lacks");
const lacks = lacksApp.function(
  { secrets: [Secret.fromName("lacks-later", { requiredKeys: ["KEY"] })] },
  async function lacks() {},
);
const onlyLocal = isLocal() ? app.function({}, async function onlyLocal() {}) : undefined;

const delays = (world: Emulator): number[] => world.events.of("start.delayed").map(({ delayMs }) => delayMs);

describe("a container that fails to start", () => {
  for (const how of ["throws", "exits", "is killed", "aborts", "hangs", "rejects unheard"] as const)
    test(`that ${how}: another one starts after a pause, and what waits goes on waiting`, async ({ world }) => {
      const flaky = new Flaky(how);
      await world.run(app, async () => {
        expect(await Promise.all([1, 2].map((x) => flaky.run.remote(x)))).toEqual([1, 2]);
      });
      expect(delays(world)).toEqual([1000, 2000]);
      expect(world.events.of("attempt.ended").map(({ status }) => status)).toEqual(["SUCCESS", "SUCCESS"]);
    });

  test("pauses grow to a minute; after maxStartFailures what waits fails with the last error", async ({ world }) => {
    world.faults.failStart(plain, { error: new RangeError("no weights") });
    await world.run(app, async () => {
      await expectRejection(() => plain.remote(1), RangeError, "no weights");
    });
    expect(delays(world)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
    expect(world.containers(plain)).toHaveLength(8);
    expect(world.events.of("input.ended")).toMatchObject([{ status: "INIT_FAILURE" }]);
  });

  test("failures in a row are counted anew after a start, and after too many of them", async ({ world }) => {
    world.faults.failStart(plain, { times: 9 });
    await world.run(app, async () => {
      await expectRejection(() => plain.remote(1), Error, "A fault hit the start of a container of `plain`.");
      expect(await plain.remote(2)).toBe(2);
    });
    expect(delays(world).at(-1)).toBe(1000);
  });

  test("those that start together count as one", async ({ world }) => {
    world.faults.failStart(plain, { containers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
    await world.run(app, async () => {
      const inputs = Array.from({ length: 10 }, (_, x) => x);
      expect(await Array.fromAsync(plain.map(inputs))).toEqual(inputs);
      expect(elapsed(world)).toBe(1000);
    });
  });

  test("one attempt is lost for all of them, and retried as the function says", async ({ world }) => {
    world.faults.failStart(retried, { times: 8 });
    expect(await world.run(app, () => retried.remote())).toBe("ran");
    expect(retried).toHaveRetried({ times: 1 });
  });

  test("no pause is left of an app that stops, nor of a deployment that is replaced", async ({ world }) => {
    world.faults.failStart(kept, {});
    await world.deploy(keptApp);
    await world.clock.advance({ seconds: 70 });
    await world.deploy(keptApp);
    await world.clock.advance(0);
    expect(delays(world)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 1000]);
    await world.clock.advance({ hours: 2 });
    expect(world.containers(kept)).toHaveLength(7 + 8);
    expect(world.clock.pending().filter((timer) => JSON.stringify(timer).includes("start of another"))).toEqual([]);
  });

  test("what no further start can mend fails what waits at once", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(
        async () => onlyLocal?.remote(),
        InvalidError,
        "was not found when its container evaluated",
      );
    });
    await world.within(() => Secret.objects.create("lacks-later", { KEY: "1" }));
    await world.run(lacksApp, async () => {
      await Secret.objects.delete("lacks-later");
      await expectRejection(() => lacks.remote(), NotFoundError, "could not start");
    });
    expect(delays(world)).toEqual([]);
    expect(elapsed(world)).toBe(0);
  });

  test("leaves the same log on 0, 1 and 2 threads", async () => {
    const logs: string[] = [];
    for (const threads of [0, 1, 2]) {
      await using world = await Emulator.start({ threads });
      await world.run(app, () =>
        Promise.allSettled(
          (["throws", "exits", "is killed", "hangs"] as const).map((how) => new Flaky(how).run.remote(1)),
        ),
      );
      logs.push(JSON.stringify([...world.events]));
    }
    expect(new Set(logs).size).toBe(1);
  });
});

test("maxStartFailures is an option of the world", async () => {
  await using world = await Emulator.start({ maxStartFailures: 1 });
  world.faults.failStart(plain, { error: new InternalFailure("gone") });
  await world.run(app, async () => {
    await expectRejection(() => plain.remote(1), InternalFailure, "gone");
  });
  expect(delays(world)).toEqual([]);
  for (const maxStartFailures of [0, 1.5, -1, Number.NaN, "3"])
    await expectRejection(
      () => Emulator.start({ maxStartFailures: maxStartFailures as number }),
      InvalidError,
      "maxStartFailures must be a whole number from 1, or Infinity",
    );
  expectError(() => world.faults.failStart(plain, { delayMs: 1 } as object), InvalidError, "delayMs");
});
