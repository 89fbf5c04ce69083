// Modal: docs/modal/containers.md#experimental-helpers
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { App, concurrent, ExecutionError, experimental, InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("own-pace");
const stops = app.function({}, async function stops(isLast: boolean) {
  if (isLast) await experimental.stopFetchingInputs();
  await sleep(1000);
  return process.env["MODAL_TASK_ID"];
});
const shared = app.function(
  { maxContainers: 1 },
  concurrent({ maxInputs: 4 }, async function shared(isLast: boolean) {
    if (isLast) await experimental.stopFetchingInputs();
    await sleep(10_000);
    return process.env["MODAL_TASK_ID"];
  }),
);
const paced = app.function(
  { maxContainers: 1 },
  concurrent({ maxInputs: 6, targetInputs: 2 }, async function paced(limit: number | undefined) {
    if (limit !== undefined) await experimental.setLocalInputConcurrency(limit);
    await sleep(1000);
    return experimental.getLocalInputConcurrency();
  }),
);
const widened = app.function(
  {},
  concurrent({ maxInputs: 6, targetInputs: 1 }, async function widened(limit: number | undefined) {
    if (limit !== undefined) await experimental.setLocalInputConcurrency(limit);
    await sleep(1000);
    return [await experimental.getLocalInputConcurrency(), process.env["MODAL_TASK_ID"]];
  }),
);
const single = app.function({}, async function single() {
  await experimental.setLocalInputConcurrency(9);
  return experimental.getLocalInputConcurrency();
});
const wrong = app.function({}, async function wrong(limit: number) {
  await experimental.setLocalInputConcurrency(limit);
});

describe.each([0, 1])("on %i threads", (threads) => {
  const run = async <T>(body: (world: Emulator) => Promise<T>): Promise<T> => {
    await using world = await Emulator.start({ threads });
    return await world.run(app, () => body(world));
  };

  test("a container that fetches no further inputs ends what it runs, and stops", () =>
    run(async (world) => {
      const first = await stops.remote(false);
      expect(await stops.remote(true)).toBe(first);
      expect(await stops.remote(false)).not.toBe(first);
      expect(world.events.of("container.stopped").map(({ reason }) => reason)).toEqual([
        "it fetches no further inputs",
      ]);
    }));

  test("so do the other inputs that it runs at once, while new ones wait for another", () =>
    run(async (world) => {
      const [one, other] = [await shared.spawn(false), await shared.spawn(true)];
      await world.clock.advance(1);
      const late = await shared.spawn(false);
      const [first, second, third] = [await one.get(), await other.get(), await late.get()];
      expect(second).toBe(first);
      expect(third).not.toBe(first);
    }));

  test("a container may run fewer inputs at once than its function would", () =>
    run(async (world) => {
      expect(await paced.remote(undefined)).toBe(6);
      const start = world.clock.now();
      expect(await paced.remote(1)).toBe(1);
      await paced.forEach([undefined, undefined]);
      expect(world.clock.now() - start).toBe(3000);
    }));

  test("or more than its target, and never more than its maximum", () =>
    run(async () => {
      const [one, task] = await widened.remote(undefined);
      expect([one, await widened.remote(100)]).toEqual([1, [6, task]]);
      const results = await Array.fromAsync(widened.map([undefined, undefined, undefined]));
      expect(results).toEqual([6, 6, 6].map((limit) => [limit, task]));
      expect(await single.remote()).toBe(1);
    }));
});

test("numbers are whole, from 1", async ({ world }) => {
  await world.run(app, async () => {
    for (const limit of [0, 1.5, -1])
      await expectRejection(() => wrong.remote(limit), InvalidError, "whole number from 1", String(limit));
  });
});

test("only a container fetches inputs", async ({ world }) => {
  await world.within(async () => {
    await expectRejection(() => experimental.stopFetchingInputs(), ExecutionError, "Call it in a function");
    await expectRejection(() => experimental.getLocalInputConcurrency(), ExecutionError, "getLocalInputConcurrency");
    await expectRejection(() => experimental.setLocalInputConcurrency(1), ExecutionError, "setLocalInputConcurrency");
  });
});
