import { FunctionTimeoutError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { endless, fromEndless } from "./apps/endless.js";
import { alone, app, count, hang, hangAt, hangTwice, inline, patient, poll, wait, ways } from "./apps/hanging.js";
import { endedOnce, outcomes } from "./parts/outcomes.js";

const watchdogMs = 1000;

describe("the watchdog", { timeout: 30_000 }, () => {
  test("fails whoever never comes back, however that is done, and nobody else", async () => {
    await using world = await Emulator.start({ threads: 4, watchdogMs });
    const results = await world.run(app, () =>
      outcomes([...Object.keys(ways).map((way) => hang.remote(way)), ...[1, 2, 3, 4].map((n) => wait.remote(n))]),
    );
    expect(results).toEqual([...Object.keys(ways).map(() => "FunctionTimeoutError"), 1, 2, 3, 4]);
    expect(endedOnce(world)).toBe(true);
    expect(world.events.of("world.nondeterministic").length).toBeGreaterThan(0);
  });

  test("says who it was, and what code that waits for the clock should do", async () => {
    await using world = await Emulator.start({ threads: 1, watchdogMs });
    const failed = world.run(app, () => poll.remote());
    await expect(failed).rejects.toBeInstanceOf(FunctionTimeoutError);
    await expect(failed).rejects.toThrow(
      /`poll` was stopped: code on its thread did not come back to the event loop within 1000 ms of real time \(watchdogMs\), and asks for the time .* await a timer/,
    );
  });
});

describe.concurrent("a thread that is ended by the watchdog", { timeout: 30_000 }, () => {
  test("loses no result of a map, and none comes twice", async () => {
    await using world = await Emulator.start({ threads: 1, watchdogMs });
    const results: unknown[] = [];
    await world.run(app, async () => {
      for await (const result of hangAt.map(
        Array.from({ length: 100 }, (_, n) => n),
        { returnExceptions: true },
      ))
        results.push(result instanceof globalThis.Error ? result.name : result);
    });
    expect(results).toEqual(Array.from({ length: 100 }, (_, n) => (n === 23 ? "FunctionTimeoutError" : n)));
    expect(endedOnce(world)).toBe(true);
  });

  test("leaves retries to the function's policy", async () => {
    await using world = await Emulator.start({ threads: 1, watchdogMs });
    let asked = 0;
    world.onFetch("http://oracle/*", () => new Response(++asked > 2 ? "speak" : "hang"));
    expect(await world.run(app, () => outcomes([hangTwice.remote(), wait.remote(1)]))).toEqual(["speak", 1]);
    expect(world.events.of("attempt.ended").filter(({ status }) => status === "TIMEOUT")).toHaveLength(2);
  });

  test("lets a generator that it interrupts go on where its consumer is", async () => {
    await using world = await Emulator.start({ threads: 1, watchdogMs });
    const items: number[] = [];
    const collect = async (): Promise<void> => {
      for await (const item of count.remoteGen(4000)) items.push(item);
    };
    expect(await world.run(app, () => outcomes([collect(), hang.remote("loop after a call")]))).toEqual([
      undefined,
      "FunctionTimeoutError",
    ]);
    expect(items).toEqual(Array.from({ length: 4000 }, (_, n) => n));
  });

  test("fails a container that never starts, and keeps those that start beside it", async () => {
    await using world = await Emulator.start({ threads: 1, watchdogMs });
    await world.deploy(app);
    expect(
      await world.run(endless, () => outcomes([fromEndless.remote(), world.within(() => wait.remote(1))])),
    ).toEqual(["FunctionTimeoutError", 1]);
    expect(world.events.of("attempt.ended").map(({ status }) => status)).toContain("INIT_FAILURE");
  });

  test("ends threads of containers that are inline's or their own guests", async () => {
    await using world = await Emulator.start({ threads: 2, watchdogMs });
    expect(
      await world.run(app, () => outcomes([inline.remote(), alone.remote("blocked thread"), alone.remote("none")])),
    ).toEqual([["rejected", "fulfilled"], "FunctionTimeoutError", "none"]);
  });

  test("lets real I/O take its time", async () => {
    await using world = await Emulator.start({ threads: 1, watchdogMs: 2000 });
    expect(await world.run(app, () => patient.remote())).toBe(world.clock.now());
    expect(world.events.of("world.nondeterministic")).toEqual([]);
  });

  test("lets a world be closed whose thread hangs, and the next one begin", async () => {
    const world = await Emulator.start({ threads: 1, watchdogMs });
    const failed = world
      .run(app, () => hang.remote("blocked thread"))
      .catch((error: unknown) => (error as globalThis.Error).name);
    const clock = world.clock.advance(0);
    await expect(
      Promise.race([clock, failed, new Promise((resolve) => setTimeout(resolve, 100, "hangs"))]),
    ).resolves.toBe("hangs");
    await world.close();
    expect(await failed).toBe("ClientClosed");
    await expect(clock).rejects.toThrow("closed");
    await using next = await Emulator.start({ threads: 1, watchdogMs });
    expect(await next.run(app, () => wait.remote(5))).toBe(5);
  });

  test("has limits that are checked", async () => {
    for (const wrong of [0, -1, Number.NaN, "1"])
      await expect(Emulator.start({ watchdogMs: wrong as number })).rejects.toThrow(
        `watchdogMs must be a number of milliseconds, more than 0, or Infinity for no watchdog, not ${typeof wrong === "string" ? `"${wrong}"` : wrong}.`,
      );
    for (const wrong of [0, 63, 64.5, Number.POSITIVE_INFINITY])
      await expect(Emulator.start({ heapLimitMb: wrong })).rejects.toThrow(
        `heapLimitMb must be a whole number of megabytes, 64 or more, not ${wrong}`,
      );
    await using world = await Emulator.start({ watchdogMs: Number.POSITIVE_INFINITY, threads: 1 });
    expect(await world.run(app, () => wait.remote(6))).toBe(6);
  });
});
