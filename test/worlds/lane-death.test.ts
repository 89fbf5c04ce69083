import { get } from "node:http";
import { ExecutionError, InternalFailure } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { app, die, dieLater, hoard, square, trap } from "./apps/dying.js";
import { fromMortal, mortal } from "./apps/mortal.js";
import { endedOnce, outcomes } from "./parts/outcomes.js";

describe("a thread that ends", { timeout: 30_000 }, () => {
  test("costs an input that ends it every time its free attempts, and fails it then; the others run again", async () => {
    await using world = await Emulator.start({ threads: 1 });
    await using other = await Emulator.start({ threads: 1 });
    const elsewhere = other.run(app, () => square.remote(5));
    await world.run(app, async () => {
      const failed = die.remote();
      expect(await outcomes([square.remote(2), failed, square.remote(3)])).toEqual([4, "InternalFailure", 9]);
      await expect(failed).rejects.toBeInstanceOf(InternalFailure);
      await expect(failed).rejects.toThrow("was lost 9 times: its thread ended (worker exited with code: 3)");
    });
    expect(endedOnce(world)).toBe(true);
    expect(world.events.of("world.nondeterministic").length).toBeGreaterThan(0);
    expect(await elsewhere).toBe(25);
    expect(other.events.of("world.nondeterministic")).toEqual([]);
  });

  test("is found also when several end at one time, after a while", async () => {
    await using world = await Emulator.start({ threads: 2 });
    expect(
      await world.run(app, () =>
        outcomes([square.remote(3), dieLater.remote(), dieLater.remote(), square.remote(4), square.remote(5)]),
      ),
    ).toEqual([9, "InternalFailure", "InternalFailure", 16, 25]);
    expect(endedOnce(world)).toBe(true);
  });

  test("may do so while nothing happens there", async () => {
    await using world = await Emulator.start({ threads: 1 });
    await world.run(app, async () => {
      const port = await trap.remote();
      const call = await square.spawn(3);
      await world.hold(
        () =>
          new Promise((resolve) => {
            get({ host: "127.0.0.1", port }).on("error", resolve);
          }),
      );
      expect(await outcomes([square.remote(2), trap.remote(), call.get()])).toEqual([4, expect.any(Number), 9]);
    });
    expect(endedOnce(world)).toBe(true);
  });

  test("while its container starts ends in an error, and the containers that start beside it start again", async () => {
    await using world = await Emulator.start({ threads: 1 });
    await world.deploy(app);
    await world.run(mortal, async () => {
      const failed = fromMortal.remote();
      expect(await outcomes([failed, world.within(() => square.remote(2))])).toEqual(["InternalFailure", 4]);
      await expect(failed).rejects.toThrow("was lost while it started: its thread ended");
    });
  });
});

describe("a heap that is full", { timeout: 30_000 }, () => {
  test("fails who fills it, and nobody else", async () => {
    await using world = await Emulator.start({ threads: 1, heapLimitMb: 64 });
    await world.run(app, async () => {
      const failed = hoard.remote();
      expect(await outcomes([square.remote(2), failed, square.remote(3)])).toEqual([4, "ExecutionError", 9]);
      await expect(failed).rejects.toBeInstanceOf(ExecutionError);
      await expect(failed).rejects.toThrow(
        "A container of `hoard` was stopped: the heap of its thread holds more than 64 MB (heapLimitMb).",
      );
    });
    expect(endedOnce(world)).toBe(true);
  });
});
