import { test } from "modal-emulator/vitest";
import { plain } from "./app.js";

export const withPort = test.extend<{ port: number }>({
  port: async ({ world }, use) => {
    await use(world.clock.now());
  },
});
export const seeded = test.extend("label", ({ world }) => String(world.seed));
export const own = test;

withPort("a test", ({ world, expect }) => {
  void world;
  expect(plain).toHaveRun({ times: 1 });
  expect(plain).toHaveResult(1);
});
