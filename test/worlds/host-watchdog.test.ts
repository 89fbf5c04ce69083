import { Emulator } from "modal-emulator/emulator";
import { explore } from "modal-emulator/testing";
import { describe, expect, test } from "vitest";
import { endless, fromEndless } from "./apps/endless.js";
import { app, hang, hangAt, hangTwice, poll, wait, ways } from "./apps/hanging.js";
import { endedOnce, outcomes } from "./parts/outcomes.js";

const watchdogMs = 500;

describe.each([
  ["threads: 0", { threads: 0 }],
  ["inline", { isolation: "inline" }],
] as const)("a container that hangs in the host's thread, %s", (_, options) => {
  // inline functions have the process of the host
  const possible = Object.keys(ways).filter((way) => !("isolation" in options && way === "end of the process"));
  test.each(possible)("fails, and nobody else: %s", async (way) => {
    await using world = await Emulator.start({ ...options, watchdogMs });
    await using other = await Emulator.start({ ...options, watchdogMs: Number.POSITIVE_INFINITY });
    const [results, elsewhere] = await Promise.all([
      world.run(app, () => outcomes([hang.remote(way), ...[1, 2, 3, 4].map((n) => wait.remote(n))])),
      other.run(app, () => outcomes([1, 2, 3, 4].map((n) => wait.remote(n)))),
    ]);
    expect(results).toEqual(["FunctionTimeoutError", 1, 2, 3, 4]);
    expect(elsewhere).toEqual([1, 2, 3, 4]);
    expect(endedOnce(world)).toBe(true);
    expect(world.events.of("world.nondeterministic").length).toBeGreaterThan(0);
    expect(other.events.of("world.nondeterministic")).toEqual([]);
  });

  test("is named, with what to do", async () => {
    await using world = await Emulator.start({ ...options, watchdogMs });
    await expect(world.run(app, () => poll.remote())).rejects.toThrow(
      /`poll` was stopped: code on its thread did not come back to the event loop within 500 ms of real time \(watchdogMs\), and asks for the time .* await a timer/,
    );
  });

  test("takes no result of a map along, and retries as the function says", async () => {
    await using world = await Emulator.start({ ...options, watchdogMs });
    let asked = 0;
    world.onFetch("http://oracle/*", () => new Response(++asked > 2 ? "speak" : "hang"));
    await world.run(app, async () => {
      const inputs = Array.from({ length: 40 }, (_item, n) => n);
      const results = await Array.fromAsync(hangAt.map(inputs, { returnExceptions: true }));
      expect(results.map((result) => (result instanceof Error ? result.name : result))).toEqual(
        inputs.map((n) => (n === 23 ? "FunctionTimeoutError" : n)),
      );
      expect(await hangTwice.remote()).toBe("speak");
    });
    expect(endedOnce(world)).toBe(true);
  });
});

test("a container that never starts fails, and those that start beside it are kept", async () => {
  await using world = await Emulator.start({ threads: 0, watchdogMs });
  await world.deploy(app);
  expect(await world.run(endless, () => outcomes([fromEndless.remote(), world.within(() => wait.remote(1))]))).toEqual([
    "FunctionTimeoutError",
    1,
  ]);
});

test("code of the host that takes long is left alone", async () => {
  await using world = await Emulator.start({ threads: 0, watchdogMs: 200 });
  world.onFetch("http://oracle/*", () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    return new Response("speak");
  });
  expect(await world.run(app, () => hangTwice.remote())).toBe("speak");
  expect(world.events.of("world.nondeterministic")).toEqual([]);
});

test("worlds of `explore` end as well", async () => {
  const property = explore({ seeds: 2, world: { threads: 0, offline: true, watchdogMs } }, async (world) => {
    await world.run(app, () => hang.remote("loop"));
  });
  await expect(property).rejects.toThrow("`hang` was stopped");
});
