import { runInThisContext } from "node:vm";
import { App, InternalFailure } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("lane-death");

/** Ends the thread, out of reach of the container's own `process`. */
function endThread(): void {
  (runInThisContext("process") as { reallyExit(code: number): void }).reallyExit(3);
}

const die = app.function(async function die(): Promise<void> {
  endThread();
});
const square = app.function(async function square(n: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return n * n;
});
const dieLater = app.function(async function dieLater(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  endThread();
});

describe("a thread that ends", () => {
  test("costs an input that ends it every time its free attempts, and fails it then", async () => {
    await using world = await Emulator.start({ threads: 1 });
    await world.run(app, async () => {
      const failed = die.remote();
      await expect(failed).rejects.toBeInstanceOf(InternalFailure);
      await expect(failed).rejects.toThrow("was lost 8 times: its thread ended");
      expect(await square.remote(2)).toBe(4);
    });
    expect(world.events.of("attempt.ended").filter(({ status }) => status === "INTERNAL_FAILURE")).toHaveLength(9);
  });

  test("loses no input of the other containers there: they run again", async () => {
    await using world = await Emulator.start({ threads: 1 });
    const results = await world.run(app, () => Promise.allSettled([square.remote(3), dieLater.remote(), square.remote(4)]));
    expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual([9, "failed", 16]);
    expect(world.events.of("world.nondeterministic").length).toBeGreaterThan(0);
    const ended = world.events.of("input.ended").map(({ input }) => input);
    expect(new Set(ended).size).toBe(3);
    expect(ended).toHaveLength(3);
  });

  test("leaves other worlds alone", async () => {
    await using one = await Emulator.start({ threads: 1 });
    await using other = await Emulator.start({ threads: 1 });
    const [lost, kept] = await Promise.allSettled([one.run(app, () => die.remote()), other.run(app, () => square.remote(3))]);
    expect(lost.status).toBe("rejected");
    expect(kept).toEqual({ status: "fulfilled", value: 9 });
  });
});
