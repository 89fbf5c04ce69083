import { describe, expect as globalExpect, test as plain } from "vitest";
import { test } from "modal-emulator/vitest";
import type { Emulator } from "modal-emulator/emulator";
import { is } from "./eq.js";
import { fetchPage, square, tree } from "./functions.js";

// Checked, never run: what users of the fixture and the matchers may write.
test("fixture", async ({ world, expect }) => {
  is<Emulator>()(world, true);
  await world.clock.advance({ days: 1 });
  expect(square).toHaveRun({ times: 1 });
  expect(square).not.toHaveRun();
  expect(fetchPage).toHaveRetried({ times: 2, delaysMs: [1000, 2000] });
  globalExpect(tree).toHaveRun();
  expect(tree).toHaveTimedOut({ times: 1 });
  expect(square).toHaveScaledTo(2);
  expect(square).toHaveFiredAt(["2026-01-01", new Date(0), 0]);
  expect(square).toCostLessThan(1, { rates: { cpuCore: 1 } });
  expect(world).toCostLessThan(1);
  // @ts-expect-error a number of dollars
  expect(world).toCostLessThan();
  // @ts-expect-error a world does not run
  expect(world).toHaveRun();
  // @ts-expect-error not a function
  expect(3).toHaveRun();
  // @ts-expect-error unknown option
  expect(square).toHaveRun({ time: 1 });
  await expect(square.remote(1)).resolves.toBe(1);
  world.calls(square);
  world.containers(tree);
});
test.concurrent("concurrent", async ({ world }) => {
  is<number>()(await world.run({} as never, () => square.remote(1)), true);
});
test("options", { timeout: 10 }, ({ world }) => {
  void world;
});
const extended = test.extend<{ port: number }>({
  port: async ({ world }, use) => {
    await use(world.clock.now());
  },
});
extended("more", ({ world, port }) => {
  is<number>()(port, true);
  is<Emulator>()(world, true);
});
const seeded = test.extend("name", async ({ world }) => String(world.seed));
seeded("y", ({ name }) => {
  is<string>()(name, true);
});
test.beforeEach(({ world }) => {
  void world;
});
test.for([1, 2])("n %i", (n, { world }) => {
  void n;
  void world;
});
describe("plain vitest stays", () => {
  plain("p", () => {});
});
