import { runInThisContext } from "node:vm";
import { App, InternalError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

const app = new App("lane-death");

const die = app.function(async function die(): Promise<void> {
  (runInThisContext("process") as { reallyExit(code: number): void }).reallyExit(3); // out of reach of the container's own `process`
});
const square = app.function(async function square(n: number): Promise<number> {
  return n * n;
});

test("a thread that dies fails the calls of its world, now and later, and no other world", async () => {
  await using world = await Emulator.start({ threads: 1 });
  await world.run(app, async () => {
    await expect(die.remote()).rejects.toBeInstanceOf(InternalError);
    await expect(square.remote(2)).rejects.toBeInstanceOf(InternalError);
  });
  await using other = await Emulator.start({ threads: 1 });
  expect(await other.run(app, () => square.remote(3))).toBe(9);
});
