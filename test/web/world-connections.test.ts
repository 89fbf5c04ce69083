// Modal: docs/modal/web-endpoints.md#addresses
import { describe, expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, asks, WAYS } from "./apps/world-connections.js";

describe.each([0, 1])("threads: %i", (threads) => {
  test.each(Object.keys(WAYS))("containers reach web functions of their world, also offline: %s", async (way) => {
    await using world = await Emulator.start({ threads, realIoLimitMs: 2000, seed: 1, offline: true });
    await world.run(app, async () => {
      const { answer, minutes } = await asks.remote(way);
      expect(answer).toEqual(WAYS[way]?.expected);
      expect(minutes).toBe(WAYS[way]?.minutes ?? 1);
    });
  });
});

test("the same seed gives the same log, for any number of threads", async () => {
  const logs = await Promise.all(
    [0, 1, 2].map(async (threads) => {
      await using world = await Emulator.start({ threads, seed: 3 });
      await world.run(app, async () => {
        await Promise.all(Object.keys(WAYS).map((way) => asks.remote(way)));
      });
      return [...world.events].map((event) => JSON.stringify(event)).join("\n");
    }),
  );
  expect(new Set(logs).size).toBe(1);
});
