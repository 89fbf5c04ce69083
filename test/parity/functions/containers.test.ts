// Modal: docs/modal/containers.md#autoscaler, docs/modal/containers.md#time-limits
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, FunctionTimeoutError, type AnyFunction } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";
import { elapsed, START } from "../../support/elapsed.js";

const app = new App("containers");
let inputs = 0;

async function work(ms: number): Promise<number> {
  inputs++;
  await sleep(ms);
  return inputs;
}

const free = app.function({ name: "free" }, work);
const atMostTwo = app.function({ name: "atMostTwo", maxContainers: 2 }, work);
const buffered = app.function({ name: "buffered", bufferContainers: 2 }, work);
const bufferedToMax = app.function({ name: "bufferedToMax", bufferContainers: 5, maxContainers: 3 }, work);
const brief = app.function({ name: "brief", scaledownWindowMs: 10_000 }, work);
const single = app.function({ name: "single", singleUseContainers: true }, work);
const limited = app.function({ name: "limited", timeoutMs: 2000 }, work);

const warmApp = new App("warm");
const warm = warmApp.function({ name: "warm", minContainers: 2 }, work);
const otherFree = warmApp.function({ name: "free" }, work);

const lockApp = new App("lock");
const chicken = lockApp.function(
  { name: "chicken", maxContainers: 1, timeoutMs: 10_000 },
  async (n: number): Promise<string> => (n === 0 ? "laid" : egg.remote(n - 1)),
);
const egg = lockApp.function({ name: "egg", maxContainers: 1, timeoutMs: 20_000 }, async (n: number): Promise<string> =>
  n === 0 ? "hatched" : chicken.remote(n - 1),
);

/** When each container of a function was created and stopped, in milliseconds since the world began. */
function lives(world: Emulator, fn: AnyFunction): [number, number | null][] {
  return world
    .containers(fn)
    .map(({ createdAt, stoppedAt }) => [createdAt - START, stoppedAt === null ? null : stoppedAt - START]);
}

describe("containers", () => {
  test("are one per concurrent input", async ({ world }) => {
    await world.run(app, () => free.forEach([1000, 1000, 1000]));
    expect(world.containers(free)).toHaveLength(3);
    expect(elapsed(world)).toBe(1000);
  });

  test("are used again for later inputs, and keep the state of their module", async ({ world }) => {
    await world.run(app, async () => {
      expect([await free.remote(10), await free.remote(10), await free.remote(10)]).toEqual([1, 2, 3]);
    });
    expect(world.containers(free)).toHaveLength(1);
  });

  test("do not share the state of their module", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(free.map([1000, 1000])))).toEqual([1, 1]);
  });

  test("belong to one function", async ({ world }) => {
    await world.run(app, async () => {
      await free.remote(10);
      expect(await brief.remote(10)).toBe(1);
    });
    expect(world.containers().map(({ functionName }) => functionName)).toEqual(["free", "brief"]);
  });

  test("of functions that have one name in two apps are told apart", async ({ world }) => {
    await world.run(app, () => warmApp.run(() => Promise.all([free.remote(10), otherFree.remote(10)])));
    expect(world.containers(free)).toHaveLength(1);
    expect(world.containers(otherFree)).toHaveLength(1);
    expect(world.containers(free)).not.toEqual(world.containers(otherFree));
  });

  test("tell why they were started", async ({ world }) => {
    await world.run(app, () => atMostTwo.remote(10));
    expect(world.containers(atMostTwo)).toMatchObject([
      { reason: "1 queued and 0 running, 0 containers alive, max 2" },
    ]);
  });

  test("have ids, and are told by attempts", async ({ world }) => {
    await world.run(app, () => free.remote(10));
    const [container] = world.containers(free);
    expect(container?.containerId).toMatch(/^ta-[0-9A-Z]{26}$/);
    expect(world.events.of("attempt.started")).toMatchObject([{ container: container?.containerId }]);
  });

  test("end with their app", async ({ world }) => {
    await world.run(app, () => free.remote(10));
    expect(lives(world, free)).toEqual([[0, 10]]);
    expect(world.events.of("container.stopped")).toMatchObject([{ reason: "its app was stopped" }]);
  });
});

describe("maxContainers", () => {
  test("an input that no container may be started for is told to wait, with the reason", async ({ world }) => {
    await world.run(app, () =>
      Promise.all([atMostTwo.remote(100), atMostTwo.remote(100), atMostTwo.remote(100), atMostTwo.remote(100)]),
    );
    const inputs = world.events.of("input.created").map(({ input }) => input);
    expect(world.events.of("input.waits").map(({ input, reason }) => [inputs.indexOf(input), reason])).toEqual([
      [2, "2 of max 2 containers have 0 inputs, 2 wait before it"],
      [3, "2 of max 2 containers have 0 inputs, 3 wait before it"],
    ]);
    const warmed = world.events.length;
    await world.run(app, () => Promise.all([free.remote(1), free.remote(1)]));
    expect([...world.events].slice(warmed).filter(({ type }) => type === "input.waits")).toEqual([]);
  });

  test("is a hard ceiling: further inputs wait", async ({ world }) => {
    await world.run(app, () => atMostTwo.forEach([1000, 1000, 1000, 1000, 1000]));
    expect(world.containers(atMostTwo)).toHaveLength(2);
    expect(elapsed(world)).toBe(3000);
  });

  test("serves what waits in the order it came", async ({ world }) => {
    await world.run(app, async () => {
      const calls = [
        await atMostTwo.spawn(1000),
        await atMostTwo.spawn(1000),
        await atMostTwo.spawn(5),
        await atMostTwo.spawn(5),
      ];
      await Promise.all(calls.map((call) => call.get()));
    });
    const created = world.events.of("input.created").map(({ input }) => input);
    expect(world.events.of("attempt.started").map(({ input }) => created.indexOf(input))).toEqual([0, 1, 2, 3]);
  });
});

describe("minContainers", () => {
  test("are warm when the run starts, without any call", async ({ world }) => {
    await world.run(warmApp, async () => {
      await world.clock.advance(1);
      expect(lives(world, warm)).toEqual([
        [0, null],
        [0, null],
      ]);
      expect(await warm.getCurrentStats()).toEqual({
        backlog: 0,
        numTotalRunners: 2,
        numRunningInputs: 0,
        inputHeadroom: 2,
      });
    });
  });

  test("stay, however long they are idle; what was started beyond them goes", async ({ world }) => {
    await world.run(warmApp, async () => {
      await warm.forEach([1000, 1000, 1000]);
      expect(world.containers(warm)).toHaveLength(3);
      await world.clock.advance({ hours: 1 });
      expect(lives(world, warm).filter(([, stopped]) => stopped === null)).toHaveLength(2);
      await world.clock.advance({ days: 30 });
      expect(lives(world, warm).filter(([, stopped]) => stopped === null)).toHaveLength(2);
    });
  });
});

describe("bufferContainers", () => {
  test("are started beyond the load while there is any", async ({ world }) => {
    await world.run(app, async () => {
      const call = await buffered.spawn(1000);
      await world.clock.advance(10);
      expect(await buffered.getCurrentStats()).toMatchObject({
        numTotalRunners: 3,
        numRunningInputs: 1,
        inputHeadroom: 2,
      });
      await call.get();
    });
  });

  test("are none without load: they scale down with the rest", async ({ world }) => {
    await world.run(app, async () => {
      await buffered.remote(1000);
      await world.clock.advance({ minutes: 5 });
      expect(lives(world, buffered).filter(([, stopped]) => stopped === null)).toEqual([]);
    });
  });

  test("stay below maxContainers", async ({ world }) => {
    await world.run(app, async () => {
      await bufferedToMax.remote(1000);
      expect(world.containers(bufferedToMax)).toHaveLength(3);
    });
  });
});

describe("the scale-down window", () => {
  test("is 60 seconds unless said otherwise", async ({ world }) => {
    await world.run(app, async () => {
      await free.remote(1000);
      await world.clock.advance(59_999);
      expect(lives(world, free)).toEqual([[0, null]]);
      await world.clock.advance(1);
      expect(lives(world, free)).toEqual([[0, 61_000]]);
    });
    expect(world.events.of("container.stopped")).toMatchObject([{ reason: "idle for 60000 ms" }]);
  });

  test("begins anew with each input", async ({ world }) => {
    await world.run(app, async () => {
      await brief.remote(0);
      await world.clock.advance(9000);
      await brief.remote(0);
      await world.clock.advance(9000);
      expect(await brief.remote(0)).toBe(3);
      await world.clock.advance(10_000);
      const [[, stopped] = []] = lives(world, brief);
      expect(stopped).toBe(elapsed(world));
    });
  });

  test("over, the next input finds a fresh container", async ({ world }) => {
    await world.run(app, async () => {
      expect([await brief.remote(0), await brief.remote(0)]).toEqual([1, 2]);
      await world.clock.advance({ minutes: 1 });
      expect(await brief.remote(0)).toBe(1);
    });
    expect(world.containers(brief)).toHaveLength(2);
  });

  test("at its very end the container is still warm for what arrives", async ({ world }) => {
    await world.run(app, async () => {
      expect(await brief.remote(0)).toBe(1);
      const stoppedAt = elapsed(world) + 10_000;
      await world.clock.sleep(10_000);
      expect(elapsed(world)).toBe(stoppedAt);
      expect(await brief.remote(0)).toBe(2);
    });
  });

  test("is counted for each container by itself", async ({ world }) => {
    await world.run(app, async () => {
      await brief.forEach([1000, 2000]);
      await world.clock.advance(9000);
      expect(new Set(lives(world, brief).map(([, stopped]) => stopped))).toEqual(new Set([11_000, null]));
    });
  });
});

describe("coldStartMs", () => {
  test("is what a call waits for a new container, and not for a warm one", async () => {
    await using world = await Emulator.start({ coldStartMs: 3000 });
    await world.run(app, async () => {
      await free.remote(1000);
      expect(elapsed(world)).toBe(4000);
      await free.remote(1000);
      expect(elapsed(world)).toBe(5000);
    });
    expect(world.events.of("container.created")).toMatchObject([{ at: START }]);
    expect(world.events.of("container.started")).toMatchObject([{ at: START + 3000 }]);
  });

  test("does not count towards the function's time limit", async () => {
    await using world = await Emulator.start({ coldStartMs: 60_000 });
    expect(await world.run(app, () => limited.remote(1000))).toBe(1);
  });

  test("lets a container that becomes free in the meantime take the input", async () => {
    await using world = await Emulator.start({ coldStartMs: 5000 });
    await world.run(app, async () => {
      await free.remote(1000);
      await free.spawn(1000);
      await world.clock.advance(1);
      await free.remote(1000);
      expect(elapsed(world)).toBe(5000 + 3 * 1000);
    });
  });
});

describe("singleUseContainers", () => {
  test("take one input each", async ({ world }) => {
    await world.run(app, async () => {
      expect([await single.remote(10), await single.remote(10)]).toEqual([1, 1]);
    });
    expect(world.containers(single)).toHaveLength(2);
    expect(world.events.of("container.stopped").map(({ reason }) => reason)).toEqual(["single use", "single use"]);
  });
});

describe("the time limit", () => {
  test("ends the input with a FunctionTimeoutError; its container goes on", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => limited.remote(60_000), FunctionTimeoutError, "limited", "hit its timeout of 2s");
      expect(elapsed(world)).toBe(2000);
      expect(await limited.remote(10)).toBe(2);
    });
    expect(world.containers(limited)).toHaveLength(1);
  });

  test("is not exceeded by an input that ends in that very instant", async ({ world }) => {
    expect(await world.run(app, () => limited.remote(2000))).toBe(1);
  });

  test("does not count the time in the queue", async ({ world }) => {
    await world.run(app, () => atMostTwo.forEach(Array.from({ length: 10 }, () => 200_000)));
    expect(elapsed(world)).toBe(1_000_000);
  });

  test("is 300 seconds unless said otherwise", async ({ world }) => {
    await expectRejection(
      () => world.run(app, () => free.remote(400_000)),
      FunctionTimeoutError,
      "hit its timeout of 300s",
    );
    expect(elapsed(world)).toBe(300_000);
  });

  test("names what the input waited for: here, two functions that wait for each other", async ({ world }) => {
    const error = await world.run(lockApp, () => chicken.remote(3).catch((reason: unknown) => reason));
    expect(error).toBeInstanceOf(FunctionTimeoutError);
    const ids = world.events.of("input.created").map(({ input }) => input);
    expect(error).toMatchObject({ message: expect.stringContaining("`chicken`") as unknown });
    expect(String(error)).toContain(
      `input ${ids[0]} of \`chicken\` (running) waits for input ${ids[1]} of \`egg\` (running)`,
    );
    expect(String(error)).toContain(
      `input ${ids[1]} of \`egg\` (running) waits for input ${ids[2]} of \`chicken\` (queued)`,
    );
    expect(elapsed(world)).toBe(10_000);
  });
});

describe("the start-up limit", () => {
  test("holds for the evaluation of the module, which may take virtual time, and is apart from the time limit", async ({
    world,
  }) => {
    const { app: slow, patient } = await import("../apps/slow-import.js");
    expect(await world.run(slow, () => patient.remote())).toBe("started");
    expect(elapsed(world)).toBe(14_000);
  });

  test("is timeoutMs unless said otherwise, and ends the start with a FunctionTimeoutError", async ({ world }) => {
    const { app: slow, impatient } = await import("../apps/slow-import.js");
    await expectRejection(
      () => world.run(slow, () => impatient.remote()),
      FunctionTimeoutError,
      "impatient",
      "did not start within 5000 ms",
    );
    expect(elapsed(world)).toBe(8 * 5000 + 123_000);
    expect(world.events.of("input.ended")).toMatchObject([{ status: "INIT_FAILURE" }]);
  });
});

const leavesTimer = app.function({}, async function leavesTimer() {
  setTimeout(() => console.log("by itself"), 3_600_000);
});

test("no time passes for what an idle container waits for by itself, also after an attempt that never reached it", async ({
  world,
}) => {
  world.faults.fail(leavesTimer, { calls: 2 });
  await world.run(app, async () => {
    await leavesTimer.remote();
    await leavesTimer.remote().catch(() => undefined);
    await world.clock.runUntilIdle();
    expect(elapsed(world)).toBe(0);
  });
});
