import { test } from "modal-emulator/vitest";
import { app, half } from "./app.js";

test("half of a number, from the packed package", async ({ world, expect }) => {
  expect(await world.run(app, () => half.remote(3))).toBe(1.5);
  expect(half).toHaveRun({ times: 1 });
});
