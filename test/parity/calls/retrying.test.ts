// Modal: docs/modal/retries.md
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Function_, FunctionTimeoutError, Retries } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";
import { elapsed, START } from "../../support/elapsed.js";

const app = new App("retrying");

/** Fails as long as less than `ms` have passed since the world began. */
async function failsUntil(ms: number): Promise<number> {
  const at = Date.now() - START;
  if (at < ms) throw new RangeError(`too early: ${at}`);
  return at;
}

const none = app.function({ name: "none" }, failsUntil);
const zero = app.function({ name: "zero", retries: 0 }, failsUntil);
const three = app.function({ name: "three", retries: 3 }, failsUntil);
const doubling = app.function({ name: "doubling", retries: new Retries({ maxRetries: 4 }) }, failsUntil);
const immediate = app.function(
  { name: "immediate", retries: new Retries({ maxRetries: 3, initialDelayMs: 0 }) },
  failsUntil,
);
const steep = app.function(
  { name: "steep", retries: new Retries({ maxRetries: 3, backoffCoefficient: 10, initialDelayMs: 30_000 }) },
  failsUntil,
);
const steady = app.function(
  { name: "steady", retries: new Retries({ maxRetries: 2, backoffCoefficient: 1, initialDelayMs: 3000 }) },
  failsUntil,
);
const capped = app.function({ name: "capped", retries: new Retries({ maxRetries: 5, maxDelayMs: 5000 }) }, failsUntil);
const fractional = app.function(
  { name: "fractional", retries: new Retries({ maxRetries: 3, backoffCoefficient: 1.5 }) },
  failsUntil,
);
const FOREVER = Number.MAX_SAFE_INTEGER;

const slow = app.function({ timeoutMs: 2000, retries: 2 }, async function slow() {
  await sleep(60_000);
});
const slowOnce = app.function({ timeoutMs: 2000, retries: 2 }, async function slowOnce() {
  if (Date.now() === START) await sleep(60_000);
  return Date.now() - START;
});
const wait = app.function({}, async function wait(ms: number) {
  await sleep(ms);
});
const unsendable = app.function({ retries: 1 }, async function unsendable() {
  return () => 1;
});
const nested = app.function({}, async function nested() {
  return three.remote(1500);
});

const TABLE: readonly [string, Function_<[number], Promise<number>>, readonly number[]][] = [
  ["retries: 3 waits one second each time", three, [1000, 1000, 1000]],
  ["new Retries({ maxRetries: 4 }) doubles", doubling, [1000, 2000, 4000, 8000]],
  ["a delay is never below one second", immediate, [1000, 1000, 1000]],
  ["a delay is never above maxDelayMs, 60 s by default", steep, [30_000, 60_000, 60_000]],
  ["a coefficient of 1 keeps the delay", steady, [3000, 3000]],
  ["maxDelayMs caps it", capped, [1000, 2000, 4000, 5000, 5000]],
  ["a delay is in whole milliseconds", fractional, [1000, 1500, 2250]],
  ["retries: 0 is none", zero, []],
  ["without a policy there is none", none, []],
];

describe("delays", () => {
  for (const [fact, fn, delaysMs] of TABLE) {
    test(fact, async ({ world }) => {
      await expectRejection(() => world.run(app, () => fn.remote(FOREVER)), RangeError, "too early");
      expect(world.events.of("input.retry").map(({ delayMs }) => delayMs)).toEqual(delaysMs);
      expect(elapsed(world)).toBe(delaysMs.reduce((sum, ms) => sum + ms, 0));
      expect(world.events.of("attempt.started")).toHaveLength(delaysMs.length + 1);
    });
  }
});

describe("who retries", () => {
  test("remote", async ({ world }) => {
    expect(await world.run(app, () => three.remote(1500))).toBe(2000);
  });

  test("spawn", async ({ world }) => {
    expect(await world.run(app, async () => (await three.spawn(1500)).get())).toBe(2000);
  });

  test("map, starmap and forEach", async ({ world }) => {
    await world.run(app, async () => {
      expect(await Array.fromAsync(three.map([500]))).toEqual([1000]);
      expect(await Array.fromAsync(three.starmap([[1500]]))).toEqual([2000]);
      await three.forEach([2500]);
    });
    expect(elapsed(world)).toBe(3000);
  });

  test("spawnMap", async ({ world }) => {
    await world.run(app, async () => {
      await three.spawnMap([500]);
      await world.clock.runUntilIdle();
    });
    expect(world.events.of("input.ended")).toMatchObject([{ status: "SUCCESS", at: START + 1000 }]);
  });

  test("calls from inside a function", async ({ world }) => {
    expect(await world.run(app, () => nested.remote())).toBe(2000);
  });

  test("not local", async () => {
    await expectRejection(() => three.local(FOREVER), RangeError, "too early");
  });
});

describe("attempts", () => {
  test("keep the ids of input and call, and are numbered from 1", async ({ world }) => {
    await world.run(app, () => three.remote(1500));
    const started = world.events.of("attempt.started");
    expect(started.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(started.map(({ input }) => input)).size).toBe(1);
    expect(world.events.of("attempt.ended").map(({ status }) => status)).toEqual(["FAILURE", "FAILURE", "SUCCESS"]);
    expect(world.events.of("input.ended")).toMatchObject([{ status: "SUCCESS" }]);
  });

  test("that are exhausted throw the error of the last", async ({ world }) => {
    await expectRejection(() => world.run(app, () => three.remote(FOREVER)), RangeError, "too early: 3000");
  });

  test("that time out are retried, and the limit holds for each by itself", async ({ world }) => {
    await expectRejection(
      () => world.run(app, () => slow.remote()),
      FunctionTimeoutError,
      "slow",
      "hit its timeout of 2s",
    );
    expect(world.events.of("attempt.ended").map(({ status }) => status)).toEqual(["TIMEOUT", "TIMEOUT", "TIMEOUT"]);
    expect(elapsed(world)).toBe(3 * 2000 + 2 * 1000);
  });

  test("that time out may be followed by one that succeeds", async ({ world }) => {
    expect(await world.run(app, () => slowOnce.remote())).toBe(3000);
  });

  test("whose result cannot cross are retried", async ({ world }) => {
    await world.run(app, () => unsendable.remote().catch(() => undefined));
    expect(unsendable).toHaveRetried({ times: 1 });
  });
});

describe("a container that cannot start", () => {
  test("fails the inputs that wait, with the module's own error", async ({ world }) => {
    const { app: broken, never } = await import("../apps/broken-import.js");
    await expectRejection(() => world.run(broken, () => never.remote()), RangeError, "the model file is missing");
    expect(world.events.of("attempt.ended")).toMatchObject([
      { status: "INIT_FAILURE", error: { name: "RangeError", message: "the model file is missing" } },
    ]);
    expect(world.events.of("container.stopped").every(({ reason }) => reason === "it could not start")).toBe(true);
  });

  test("counts as an attempt: the policy retries it", async ({ world }) => {
    const { app: broken, retried: neverRetried } = await import("../apps/broken-import.js");
    await expectRejection(
      () => world.run(broken, () => neverRetried.remote()),
      RangeError,
      "the model file is missing",
    );
    expect(neverRetried).toHaveRetried({ times: 2, delaysMs: [1000, 2000] });
    expect(world.containers(neverRetried)).toHaveLength(24);
  });

  test("is started eight times to be kept warm, and not again and again", async ({ world }) => {
    const { app: broken, warm: neverWarm } = await import("../apps/broken-import.js");
    await world.run(broken, () => world.clock.advance({ hours: 1 }));
    expect(world.containers(neverWarm)).toHaveLength(16);
  });
});

describe("an attempt that comes to its end after its time limit", () => {
  test("is ignored while a later attempt runs", async ({ world }) => {
    let attempts = 0;
    world.mock(slow, async () => {
      const attempt = ++attempts;
      await wait.remote(attempt === 1 ? 4000 : 1500);
      return `attempt ${attempt}`;
    });
    expect(await world.run(app, () => slow.remote())).toBe("attempt 2");
    expect(elapsed(world)).toBe(4500);
    const { input } = world.events.of("input.mocked")[0] ?? {};
    expect(world.events.of("attempt.ended").filter((event) => event.input === input)).toMatchObject([
      { attempt: 1, status: "TIMEOUT" },
      { attempt: 2, status: "SUCCESS" },
    ]);
  });
});
