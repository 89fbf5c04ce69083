// Only here: Modal's documents do not say what a map comes to whose app is stopped
import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("stopped-maps");
const rest = app.function({ maxContainers: 1 }, async function rest(ms: number) {
  await sleep(ms);
  return ms;
});
const STOPPED = /^App stopped-maps was stopped before this call of `rest` had ended: is an `await` missing\?$/;

/** Takes all of it, whatever it comes to. */
async function taken(results: AsyncIterable<unknown>): Promise<unknown[]> {
  const got: unknown[] = [];
  try {
    for await (const result of results) got.push(result instanceof Error ? result.message : result);
  } catch (error) {
    got.push((error as Error).message);
  }
  return got;
}

describe.each([0, 1])("a map whose app is stopped in the middle, on %d threads,", (threads) => {
  const stopped = async (take: () => Promise<unknown>): Promise<unknown> => {
    await using world = await Emulator.start({ threads });
    let taking: Promise<unknown> | undefined;
    await world.run(app, async () => {
      taking = take();
      await world.clock.advance(1500);
    });
    return await taking;
  };

  test("fails after the results that had come", async () => {
    expect(await stopped(() => taken(rest.map([1000, 1000, 1000])))).toEqual([1000, expect.stringMatching(STOPPED)]);
  });

  test("yields an error for each input that has not ended, if it is to", async () => {
    const results = (): AsyncIterable<unknown> => rest.map([1000, 1000, 1000], { returnExceptions: true });
    expect(await stopped(() => taken(results()))).toEqual([
      1000,
      expect.stringMatching(STOPPED),
      expect.stringMatching(STOPPED),
    ]);
  });

  test("fails if there are inputs that were not even sent", async () => {
    const inputs = Array.from({ length: 1500 }, () => 1000);
    const got = (await stopped(() => taken(rest.map(inputs, { returnExceptions: true })))) as unknown[];
    expect(got.filter((result) => result === 1000)).toHaveLength(1);
    expect(got.at(-1)).toMatch(STOPPED);
  });

  test("fails a loop", async () => {
    const looped = stopped(() => rest.forEach([1000, 1000]).catch((error: Error) => error.message));
    expect(await looped).toMatch(STOPPED);
  });
});
