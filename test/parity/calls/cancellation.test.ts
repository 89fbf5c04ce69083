// Modal: docs/modal/ending-containers.md#cancellation
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import {
  App,
  currentInput,
  InputCancellation,
  ModalError,
  RemoteError,
  Retries,
  simulatePreemption,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import type { Emulator } from "modal-emulator/emulator";
import { elapsed, START } from "../../support/elapsed.js";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("cancellation");
let inputs = 0;

const other = app.function({}, async function other(ms: number) {
  await sleep(ms);
  return "other";
});
/** Awaits a call of Modal. */
const awaitsCall = app.function({ maxContainers: 1 }, async function awaitsCall(ms: number) {
  inputs++;
  if (ms === 0) return inputs;
  try {
    return await other.remote(ms);
  } finally {
    console.log("finally");
  }
});
/** Awaits a timer. */
const awaitsTimer = app.function({ maxContainers: 1 }, async function awaitsTimer(ms: number) {
  inputs++;
  if (ms === 0) return inputs;
  try {
    await sleep(ms);
    console.log("slept to the end");
    return "woke";
  } finally {
    console.log("finally");
  }
});
/** Awaits something that never comes, and cannot be interrupted. */
const stuck = app.function({ maxContainers: 1 }, async function stuck(isStuck: boolean) {
  inputs++;
  if (isStuck) await new Promise(() => undefined);
  return inputs;
});
const swallows = app.function({ maxContainers: 1, retries: 3 }, async function swallows() {
  try {
    await other.remote(60_000);
  } catch (error) {
    console.log(error instanceof InputCancellation, error instanceof ModalError, (error as Error).name);
  }
  return "swallowed";
});
const callsAgain = app.function({}, async function callsAgain() {
  try {
    await other.remote(60_000);
  } finally {
    console.log(await other.remote(1));
  }
});
/** Waits in a way that nobody interrupts, but for the signal; what listens to that is code of the input. */
const listensInline = app.function({ isolation: "inline" }, async function listensInline() {
  return untilAborted();
});
const listensInRealm = app.function({ maxContainers: 1 }, async function listensInRealm() {
  return untilAborted();
});
async function untilAborted(): Promise<void> {
  const { signal, inputId } = currentInput() ?? {};
  const heard = await new Promise((resolve) =>
    signal?.addEventListener("abort", () => resolve(currentInput()?.inputId)),
  );
  console.log(
    signal?.aborted,
    signal?.reason instanceof InputCancellation,
    heard === inputId,
    currentInput()?.signal === signal,
  );
}
const fetchesWithSignal = app.function({}, async function fetchesWithSignal(url: string) {
  const { signal } = currentInput() ?? {};
  const sleeping = sleep(60_000, undefined, { signal }).catch((error: unknown) => (error as Error).name);
  await fetch(url, signal ? { signal } : {}).catch((error: unknown) =>
    console.log((error as Error).name, signal?.aborted),
  );
  console.log(await sleeping);
});
const preemptsItself = app.function({ retries: 0 }, async function preemptsItself() {
  const { attempt, signal } = currentInput() ?? {};
  if (attempt === 2) return `attempt ${attempt}`;
  simulatePreemption({ waitMs: 1000 });
  await new Promise((resolve) => signal?.addEventListener("abort", resolve));
  await sleep(2000); // what is interrupted may wait again
  console.log(String(currentInput()?.signal.aborted));
  return "late";
});
const retried = app.function({ retries: new Retries({ maxRetries: 5 }) }, async function retried() {
  await sleep(60_000);
});
const outer = app.function({}, async function outer(): Promise<string> {
  return inner.remote();
});
const inner = app.function({}, async function inner(): Promise<string> {
  await Promise.all([other.remote(60_000), other.spawn(60_000)]);
  return "inner";
});
const fails = app.function({ retries: 5 }, async function fails() {
  throw new Error("not yet");
});
const throwsCancellation = app.function({ retries: 3 }, async function throwsCancellation() {
  throw new InputCancellation("by myself");
});

const texts = (world: Emulator): string[] => [...world.logs].map(({ message }) => message);
const statuses = (world: Emulator): string[] => world.events.of("input.ended").map(({ status }) => status);

describe("cancelling a running input", () => {
  test("runs its finally blocks at once, and leaves the caller a RemoteError without a message", async ({ world }) => {
    await world.run(app, async () => {
      const call = await awaitsCall.spawn(60_000);
      await world.clock.advance(1000);
      await call.cancel();
      const error = await call.get().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RemoteError);
      expect(error).toMatchObject({ message: "" });
      expect(texts(world)).toEqual(["finally"]);
      expect(world.clock.now()).toBe(Date.parse("2026-01-01T00:00:01Z"));
    });
  });

  test("keeps its container when the input settles: module state survives", async ({ world }) => {
    await world.run(app, async () => {
      const call = await awaitsCall.spawn(60_000);
      await world.clock.advance(1000);
      await call.cancel();
      expect(await awaitsCall.remote(0)).toBe(2);
      expect(world.containers(awaitsCall)).toHaveLength(1);
    });
  });

  test("interrupts a sleep, too", async ({ world }) => {
    await world.run(app, async () => {
      const call = await awaitsTimer.spawn(60_000);
      await world.clock.advance(1000);
      await call.cancel();
      expect(await awaitsTimer.remote(0)).toBe(2);
      expect(texts(world)).toEqual(["finally"]);
      expect(world.containers(awaitsTimer)).toHaveLength(1);
    });
  });

  test("stops its container when the input has not given way after 30 s, and ends it 30 s later", async ({ world }) => {
    await world.run(app, async () => {
      const call = await stuck.spawn(true);
      await world.clock.advance(1000);
      await call.cancel();
      await expectRejection(() => call.get(), RemoteError);
      expect(await stuck.remote(false)).toBe(1);
      expect(elapsed(world)).toBe(31_000);
      await world.clock.advance({ seconds: 30 });
      expect(world.events.of("container.exiting")).toMatchObject([
        { at: START + 31_000, reason: "an input that was cancelled did not give way" },
      ]);
      expect(world.events.of("container.stopped")).toMatchObject([{ at: START + 61_000 }]);
    });
  });

  test("raises an InputCancellation, which is no ModalError; swallowing it changes nothing for the caller", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const call = await swallows.spawn();
      await world.clock.advance(1000);
      await call.cancel();
      await expectRejection(() => call.get(), RemoteError);
      await world.clock.runUntilIdle();
      expect(texts(world)).toEqual(["true false InputCancellation"]);
    });
  });

  test("leaves it to the input what it does about that: it may call and store", async ({ world }) => {
    await world.run(app, async () => {
      const call = await callsAgain.spawn();
      await world.clock.advance(1000);
      await call.cancel();
      await world.clock.runUntilIdle();
      expect(texts(world)).toEqual(["other"]);
    });
  });

  test("is never followed by a retry", async ({ world }) => {
    await world.run(app, async () => {
      const call = await retried.spawn();
      await world.clock.advance(1000);
      await call.cancel();
      await world.clock.runUntilIdle();
      expect(retried).not.toHaveRetried();
      expect(statuses(world)).toEqual(["TERMINATED"]);
    });
  });

  test("while it waits for a retry ends it for good", async ({ world }) => {
    await world.run(app, async () => {
      const call = await fails.spawn();
      await world.clock.advance(500);
      await call.cancel();
      await world.clock.runUntilIdle();
      await expectRejection(() => call.get(), RemoteError);
      expect(world.events.of("attempt.started")).toHaveLength(1);
    });
  });
});

describe("the signal of currentInput", () => {
  for (const [where, fn] of [
    ["inline", listensInline],
    ["in a realm", listensInRealm],
  ] as const) {
    test(`aborts when the input is cancelled, in time for it to settle, ${where}`, async ({ world }) => {
      await world.run(app, async () => {
        const call = await fn.spawn();
        await world.clock.advance(1000);
        await call.cancel();
        await expectRejection(() => call.get(), RemoteError);
        await world.clock.runUntilIdle();
        expect(world.events.of("container.stopped")).toEqual([]);
      });
      expect(texts(world)).toEqual(["true true true true"]);
    });
  }

  test("ends a fetch and a sleep early", async ({ world }) => {
    world.onFetch("http://slow.test/*", async () => {
      await world.clock.sleep({ hours: 1 });
      return new Response("late");
    });
    await world.run(app, async () => {
      const call = await fetchesWithSignal.spawn("http://slow.test/page");
      await world.clock.advance(1000);
      await call.cancel();
      await expectRejection(() => call.get(), RemoteError);
      expect(texts(world)).toEqual(["InputCancellation true", "InputCancellation"]);
    });
  });

  test("aborts when its container is preempted, and stays so", async ({ world }) => {
    expect(await world.run(app, () => preemptsItself.remote())).toBe("attempt 2");
    expect(texts(world)).toEqual(["true"]);
  });
});

describe("a function that throws the cancellation itself", () => {
  // Modal: docs/modal/retries.md#what-is-retried
  test("counts as cancelled: no retry, and a RemoteError without a message", async ({ world }) => {
    await world.run(app, async () => {
      const error = await throwsCancellation.remote().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RemoteError);
      expect(error).toMatchObject({ message: "" });
    });
    expect(throwsCancellation).not.toHaveRetried();
    expect(statuses(world)).toEqual(["TERMINATED"]);
  });
});

describe("cancelling a call that made calls", () => {
  test("cancels those, all the way down", async ({ world }) => {
    await world.run(app, async () => {
      const call = await outer.spawn();
      await world.clock.advance(1000);
      await call.cancel();
      await world.clock.runUntilIdle();
      expect(world.clock.now()).toBe(Date.parse("2026-01-01T00:00:01Z"));
    });
    expect(statuses(world)).toEqual(["TERMINATED", "TERMINATED", "TERMINATED", "TERMINATED"]);
    expect(world.events.of("call.cancelled")).toHaveLength(4);
  });
});

describe("terminateContainers", () => {
  test("ends the containers of the call's inputs", async ({ world }) => {
    await world.run(app, async () => {
      const call = await awaitsTimer.spawn(60_000);
      await world.clock.advance(1000);
      await call.cancel({ terminateContainers: true });
      await expectRejection(() => call.get(), RemoteError);
      expect(await awaitsTimer.remote(0)).toBe(1);
      expect(world.containers(awaitsTimer)).toHaveLength(2);
      expect(texts(world)).toEqual([]);
    });
  });

  test("leaves what waits for a container to a new one", async ({ world }) => {
    await world.run(app, async () => {
      const first = await awaitsTimer.spawn(60_000);
      const second = await awaitsTimer.spawn(1000);
      await world.clock.advance(1000);
      await first.cancel({ terminateContainers: true });
      expect(await second.get()).toBe("woke");
      expect(world.clock.now()).toBe(Date.parse("2026-01-01T00:00:02Z"));
    });
  });
});
