import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import type { Area } from "./row.ts";

/** Makes a test of each row. */
export function showAreas(areas: readonly Area[]): void {
  describe.each(areas)("$title", ({ world: options, prepare, deploys = [], rows }) => {
    let world: Emulator;
    beforeAll(async () => {
      world = await Emulator.start({ threads: 0, ...options });
      await prepare?.(world);
      for (const app of deploys) await world.deploy(app);
    });
    afterAll(() => world[Symbol.asyncDispose]());

    for (const { name, state, show } of rows)
      test(`${name}: ${state}`, async () => {
        expect.hasAssertions();
        await world.within(async () => void (await show(world)));
      });
  });
}
