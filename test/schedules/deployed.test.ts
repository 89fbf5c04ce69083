import {
  App,
  Cron,
  Environment,
  type FunctionOptions,
  currentFunctionCallId,
  InvalidError,
  Period,
  Queue,
  Retries,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { START } from "../support/elapsed.js";

const HOUR = 3_600_000;

const hourly = new Cron("0 * * * *");
const daily = Period.days(1);

/** An app of one function that does what `body` does. */
function appOf(options: FunctionOptions, body: () => unknown, name = "due"): App {
  const app = new App("timed");
  app.function({ ...options, name, isolation: "inline" }, body);
  return app;
}

function firedAt(world: Emulator): number[] {
  return world.events.of("schedule.fired").map(({ at }) => (at - START) / HOUR);
}

describe("a schedule", () => {
  test("of a deployed app fires while time passes, and its calls are like those of spawn", async () => {
    await using world = await Emulator.start();
    const calls: (string | undefined)[] = [];
    const app = appOf({ schedule: hourly }, () => void calls.push(currentFunctionCallId()));
    await world.deploy(app);
    await world.clock.advance({ hours: 3 });
    expect(firedAt(world)).toEqual([1, 2, 3]);
    const due = world.calls();
    expect(due.map(({ callId, kind, functionName }) => ({ callId, kind, functionName }))).toEqual(
      calls.map((callId) => ({ callId, kind: "schedule", functionName: "due" })),
    );
    expect(due.map(({ inputs }) => inputs[0]?.status)).toEqual(["SUCCESS", "SUCCESS", "SUCCESS"]);
    expect(world.containers().map(({ createdAt }) => (createdAt - START) / HOUR)).toEqual([1, 2, 3]); // idle for an hour, they scale down
  });
  test("of an app that runs fires until the app stops", async () => {
    await using world = await Emulator.start();
    const app = appOf({ schedule: hourly }, () => "nobody hears it");
    await world.run(app, () => world.clock.advance({ hours: 2, minutes: 59 }));
    await world.clock.advance({ days: 1 });
    expect(firedAt(world)).toEqual([1, 2]);
    expect(world.schedules()).toEqual([]);
  });
  test("with a minute between its times finds its container still warm", async () => {
    await using world = await Emulator.start();
    await world.deploy(appOf({ schedule: new Cron("* * * * *") }, () => undefined));
    await world.clock.advance({ minutes: 10 });
    expect(world.containers()).toHaveLength(1);
    expect(world.calls()).toHaveLength(10);
  });
  test("retries and time limits hold for its calls, and a failure reaches nobody", async () => {
    await using world = await Emulator.start();
    const app = appOf({ schedule: hourly, retries: new Retries({ maxRetries: 2, initialDelayMs: 60_000 }) }, () => {
      throw new RangeError("not today");
    });
    await world.deploy(app);
    await world.clock.advance({ hours: 1, minutes: 5 });
    expect(world.events.of("input.retry").map(({ delayMs }) => delayMs)).toEqual([60_000, 60_000]);
    expect(world.calls()[0]?.inputs).toMatchObject([{ attempts: 3, status: "FAILURE" }]);
  });
  test("does not wait for a run that takes longer than its interval: runs overlap, as far as maxContainers lets them", async () => {
    const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2.5 * HOUR));
    const started = async (maxContainers?: number): Promise<number[]> => {
      await using world = await Emulator.start({ isolation: "inline" });
      await world.deploy(
        appOf({ schedule: hourly, timeoutMs: 4 * HOUR, ...(maxContainers ? { maxContainers } : {}) }, slow),
      );
      await world.clock.advance({ hours: 6 });
      return world.events.of("attempt.started").map(({ at }) => (at - START) / HOUR);
    };
    expect(await started()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await started(1)).toEqual([1, 3.5, 6]);
  });
  test("of a generator is run to its end", async () => {
    await using world = await Emulator.start();
    const yielded: number[] = [];
    const app = appOf({ schedule: hourly }, async function* (): AsyncGenerator<number> {
      for (let item = 0; item < 1500; item++) {
        yielded.push(item);
        yield item;
      }
    });
    await world.deploy(app);
    await world.clock.advance({ hours: 1 });
    expect(yielded).toHaveLength(1500);
    expect(world.calls()[0]?.inputs[0]?.status).toBe("SUCCESS");
  });
  test("of a function that a stand-in answers calls the stand-in", async () => {
    await using world = await Emulator.start();
    const app = appOf({ schedule: hourly }, () => "real");
    await world.deploy(app);
    let answered = 0;
    world.mock("timed/due", () => void answered++);
    await world.clock.advance({ hours: 2 });
    expect(answered).toBe(2);
  });
});

test("a calendar names the app, or the environment, where functions share a name", async () => {
  await using world = await Emulator.start();
  const deploy = (name: string, body: string, environment = "main"): Promise<unknown> =>
    world.deploy(
      appOf({ schedule: new Cron("0 9 * * *") }, () => undefined, body),
      { name, environment },
    );
  for (const [name, body] of [
    ["first", "due"],
    ["second", "due"],
    ["third", "other"],
  ] as const)
    await deploy(name, body);
  const lines = (): string[] =>
    world.schedules
      .calendar({ days: 1 })
      .split("\n")
      .slice(1)
      .map((line) => line.slice(16));
  expect(lines()).toEqual(["09:00 first/due", "09:00 second/due", "09:00 other"]);
  await world.within(() => Environment.objects.create("staging"));
  await deploy("first", "due", "staging");
  expect(lines()).toEqual(["09:00 first/due in main", "09:00 second/due", "09:00 other", "09:00 first/due in staging"]);
});

describe("a redeploy", () => {
  const versions = async (schedule: (version: number) => Cron | Period | undefined): Promise<number[]> => {
    await using world = await Emulator.start();
    for (const version of [1, 2]) {
      const own = schedule(version);
      await world.deploy(appOf(own ? { schedule: own } : {}, () => undefined));
      await world.clock.advance({ hours: 18 });
    }
    return firedAt(world);
  };
  test("resets a period", async () => {
    expect(await versions(() => daily)).toEqual([]);
    expect(await versions(() => Period.hours(10))).toEqual([10, 28]);
  });
  test("does not touch a cron", async () => {
    expect(await versions(() => new Cron("0 */10 * * *"))).toEqual([10, 20, 24, 34]);
  });
  test("without the schedule removes it, and one with another replaces it", async () => {
    expect(await versions((version) => (version === 1 ? Period.hours(10) : undefined))).toEqual([10]);
    expect(await versions((version) => (version === 1 ? Period.hours(10) : new Cron("0 20 * * *")))).toEqual([10, 20]);
  });
  test("without the function removes it", async () => {
    await using world = await Emulator.start();
    await world.deploy(appOf({ schedule: hourly }, () => undefined));
    await world.deploy(appOf({}, () => undefined, "other"));
    await world.clock.advance({ hours: 2 });
    expect(firedAt(world)).toEqual([]);
  });
});

describe("time", () => {
  test("runUntilIdle does not wait for schedules, but for the calls that they have made", async () => {
    await using world = await Emulator.start({ isolation: "inline" });
    await world.deploy(appOf({ schedule: hourly }, () => new Promise((resolve) => setTimeout(resolve, 60_000))));
    await world.clock.runUntilIdle();
    expect(world.clock.now()).toBe(START);
    await world.clock.advance({ hours: 1 });
    await world.clock.runUntilIdle();
    expect(world.clock.now()).toBe(START + HOUR + 60_000);
  });
  test("passes while a call waits for what a schedule does", async () => {
    await using world = await Emulator.start();
    const gate = Promise.withResolvers<string>();
    world.mock("timed/waits", () => gate.promise);
    const app = appOf({ schedule: daily }, () => gate.resolve("opened"));
    const waits = app.function(
      { name: "waits", isolation: "inline" },
      async (): Promise<string> => new Promise(() => undefined),
    );
    await world.deploy(app);
    const call = world.within(() => waits.remote());
    gate.resolve("opened at once");
    expect(await call).toBe("opened at once");
  });
  test("with nothing but schedules, a host call is given up after maxIdleAdvanceMs", async () => {
    await using world = await Emulator.start({ maxIdleAdvanceMs: 5 * HOUR });
    const app = appOf({ schedule: hourly }, () => undefined);
    await world.deploy(app);
    const waiting = world.within(() => Queue.fromName("nothing-comes", { createIfMissing: true }).get());
    await expect(waiting).rejects.toThrow(/Nothing can make progress[\s\S]*item/);
    expect(firedAt(world)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("a bad schedule fails the deployment, and nothing of it is there", () => {
  test.each([
    [
      new Cron("* * * *"),
      'Function `due` has a schedule that cannot be kept: the cron expression "* * * *" is wrong at position 8: it has 4 of 5 fields',
    ],
    [new Cron("0 0 * * *", { timezone: "Europe/Atlantis" }), '"Europe/Atlantis" is no time zone'],
    [new Cron("0 0 30 2 *"), "no such day exists in such a month"],
  ])("%o", async (schedule, message) => {
    await using world = await Emulator.start();
    const app = appOf({ schedule }, () => undefined);
    const error: unknown = await world.deploy(app).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidError);
    expect(String(error)).toContain(message);
    await expect(world.run(app, () => undefined)).rejects.toThrow(message);
    await expect(world.within(() => App.lookup("timed"))).rejects.toThrow('App "timed" is not deployed');
  });
});
