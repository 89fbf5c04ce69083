import { setFlagsFromString } from "node:v8";
import vm from "node:vm";
import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { App, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, describe, expect, test } from "vitest";

const app = new App("told-time");

const startTime = "2030-02-03T10:20:00Z";
const now = Date.parse(startTime);

/** Each in another way of asking, in epoch milliseconds, or milliseconds since the container began; no imports. */
const asked = {
  "a date's constructor": () => (new Date(0).constructor as DateConstructor).now(),
  "a new date of a date's constructor": () => Number(new (new Date(0).constructor as DateConstructor)()),
  "the prototype of dates": () => Number(new (Object.getPrototypeOf(new Date(0)).constructor as DateConstructor)()),
  "Reflect.construct": () => Number(Reflect.construct(Date, [])),
  "a class that extends Date": () => Number(new (class extends Date {})()),
  "Date, called": () => Date.parse((Date as () => string)()),
  "a clone of a date": () => (structuredClone(new Date(0)).constructor as DateConstructor).now(),
  "a function's constructor": () => ((() => 0).constructor as FunctionConstructor)("return Date.now()")() as number,
  "performance.timeOrigin": () => performance.timeOrigin,
  "performance.toJSON": () => (performance.toJSON() as { timeOrigin: number }).timeOrigin,
  "performance.toJSON, how long": () =>
    (performance.toJSON() as { nodeTiming: { duration: number } }).nodeTiming.duration,
  "performance.nodeTiming": () => (performance as unknown as { nodeTiming: { duration: number } }).nodeTiming.duration,
  "performance.eventLoopUtilization": () => performance.eventLoopUtilization().active,
  "performance.mark": () => performance.mark("told-time").startTime,
  "new PerformanceMark": () => (Reflect.construct(PerformanceMark, ["told-time"]) as { startTime: number }).startTime,
  "performance of perf_hooks": () => process.getBuiltinModule("node:perf_hooks").performance.timeOrigin,
  "eventLoopUtilization of perf_hooks": () => process.getBuiltinModule("node:perf_hooks").eventLoopUtilization().active,
  "process.hrtime": () => process.hrtime()[0] * 1000,
  "process.hrtime.bigint": () => Number(process.hrtime.bigint()),
  "process.uptime": () => process.uptime() * 1000,
  "os.uptime": () => process.getBuiltinModule("node:os").uptime() * 1000,
  "an event": () => new Event("told-time").timeStamp,
  "a custom event": () => new CustomEvent("told-time").timeStamp,
  "an event of a signal": () => {
    const controller = new AbortController();
    let heard = -1;
    controller.signal.addEventListener("abort", ({ timeStamp }) => (heard = timeStamp));
    controller.abort();
    return heard;
  },
  "a file": () => new File([], "told-time").lastModified,
  "a file of node:buffer": () => new (process.getBuiltinModule("node:buffer").File)([], "told-time").lastModified,
  "a format without a date": () => Date.parse(`${format().format()} UTC`),
  "a format's function": () => [undefined].map(format().format).map((text) => Date.parse(`${text} UTC`))[0] ?? 0,
  "the parts of a format": () =>
    Date.parse(`${Array.from(format().formatToParts(), ({ value }) => value).join("")} UTC`),
  "the getter of formats": () => {
    const { get } = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format") ?? {};
    return Date.parse(`${Reflect.apply(get as () => () => string, format(), [])()} UTC`);
  },
  "a format's constructor": () => {
    const { constructor } = format();
    return Date.parse(
      `${new (constructor as typeof Intl.DateTimeFormat)("en-US", { timeZone: "UTC", dateStyle: "short", timeStyle: "medium" }).format()} UTC`,
    );
  },
  "vm.runInNewContext": () => process.getBuiltinModule("node:vm").runInNewContext("Date.now()") as number,
  "vm.runInNewContext, with options": () =>
    process
      .getBuiltinModule("node:vm")
      .runInNewContext("Number(new Date()) * one", { one: 1 }, { filename: "x.js", contextName: "x" }) as number,
  "a script in a new context": () =>
    new (process.getBuiltinModule("node:vm").Script)("+new (new Date(0).constructor)()").runInNewContext() as number,
  "a context": () => {
    const { createContext, runInContext } = process.getBuiltinModule("node:vm");
    return runInContext("Reflect.construct(Date, []).getTime()", createContext({})) as number;
  },
  "a context that is no sandbox": () => {
    const { constants, createContext, runInContext } = process.getBuiltinModule("node:vm");
    return runInContext("Date.now()", createContext(constants.DONT_CONTEXTIFY)) as number;
  },
  "a format in a context": () =>
    Date.parse(
      `${process.getBuiltinModule("node:vm").runInNewContext('new Intl.DateTimeFormat("en-US", { timeZone: "UTC", dateStyle: "short", timeStyle: "medium" }).format()')} UTC`,
    ),
  "vm.runInThisContext": () => process.getBuiltinModule("node:vm").runInThisContext("Date.now()") as number,
};

/** All of `asked`, as one function without anything around it. */
const source = `const format = () => new Intl.DateTimeFormat("en-US", { timeZone: "UTC", dateStyle: "short", timeStyle: "medium" });
  return { ${Object.entries(asked)
    .map(([name, ask]) => `${JSON.stringify(name)}: (${String(ask)})()`)
    .join(",\n")} };`;

function format(): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", { timeZone: "UTC", dateStyle: "short", timeStyle: "medium" });
}

function asUserCode(): Record<string, number> {
  return Object.fromEntries(Object.entries(asked).map(([name, ask]) => [name, ask()]));
}

/** With the globals of the thread, as the code of npm packages has them. */
const asPackage = (): Record<string, number> =>
  (vm.runInThisContext(`(function () { ${source} })`) as () => Record<string, number>)();

const tell = app.function(async function tell(isPackage: boolean) {
  await new Promise((resolve) => setTimeout(resolve, 7000));
  return isPackage ? asPackage() : asUserCode();
});

const contexts = app.function(function contexts() {
  const sandbox: Record<string, unknown> = { here: 1 };
  vm.createContext(sandbox);
  vm.runInContext(
    "chance = [Math.random(), Math.random()]; made = new Date(5); isDate = made instanceof Date",
    sandbox,
  );
  const own = vm.runInNewContext("Date", { Date: "mine" }) as string;
  return {
    keys: Object.keys(sandbox),
    chance: sandbox["chance"],
    isDate: sandbox["isDate"],
    shown: (sandbox["made"] as Date).toISOString(),
    own,
    again: vm.createContext(sandbox) === sandbox,
    broken: [() => vm.runInNewContext("throw new TypeError('broken')"), () => vm.createContext(1)].map((run) => {
      try {
        return run();
      } catch (error) {
        return (error as Error).message;
      }
    }),
  };
});

const files = app.function(
  { volumes: { "/data": Volume.fromName("told-time", { createIfMissing: true }) } },
  async function files() {
    const times = async (): Promise<number[]> => {
      const { birthtimeMs, ctimeMs } = statSync("/data/file");
      return [birthtimeMs, (await stat("/data/file")).mtime.getTime(), ctimeMs];
    };
    writeFileSync("/data/file", "1");
    const first = await times();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    writeFileSync("/data/file", readFileSync("/data/file"));
    const second = await times();
    utimesSync("/data/file", 5, 5);
    return [first, second, await times()];
  },
);

afterEach(() => {
  expect(new Date().constructor).toBe(Date);
  expect(Math.abs(new (new Date(0).constructor as DateConstructor)().getTime() - Date.now())).toBeLessThan(10_000);
  Reflect.deleteProperty(globalThis, "Temporal");
});

describe.each([{ threads: 0 }, { threads: 1 }])("with %o", ({ threads }) => {
  test.each([
    ["the app's own code", false],
    ["packages", true],
  ])("whatever %s asks for the time hears the world's", async (_, isPackage) => {
    await using world = await Emulator.start({ startTime, threads });
    const told = await world.run(app, () => tell.remote(isPackage));
    const strays = Object.entries(told).filter(
      ([name, time]) =>
        !(name.includes("eventLoopUtilization") ||
        name.includes("Origin") ||
        name.endsWith("toJSON") ||
        name.endsWith("perf_hooks")
          ? time === now || time === 0
          : time === now + 7000 || time === 7000 || time === 7e9),
    );
    expect(strays).toEqual([]);
  });

  test("contexts have the container's chance, and are otherwise as Node makes them", async () => {
    const seen = async (seed: number): Promise<unknown> => {
      await using world = await Emulator.start({ seed, threads });
      return await world.run(app, () => contexts.remote());
    };
    const first = (await seen(1)) as { chance: unknown };
    expect(first).toEqual({
      keys: ["here", "chance", "made", "isDate"],
      chance: [expect.any(Number), expect.any(Number)],
      isDate: true,
      shown: "1970-01-01T00:00:00.005Z",
      own: "mine",
      again: true,
      broken: ["broken", expect.stringContaining("must be of type object")],
    });
    expect(await seen(1)).toEqual(first);
    expect(((await seen(2)) as { chance: unknown }).chance).not.toEqual(first.chance);
  });

  test("times of files in mounts are the world's", async () => {
    await using world = await Emulator.start({ startTime, threads });
    expect(await world.run(app, () => files.remote())).toEqual([
      [now, now, now],
      [now, now + 1000, now + 1000],
      [now, 5000, now + 1000],
    ]);
  });
});

const temporal = app.function({ name: "temporal" }, () =>
  ["instant", "plainDateTimeISO", "plainDateISO", "plainTimeISO", "zonedDateTimeISO"].map((name) =>
    String((Reflect.get(globalThis, "Temporal") as { Now: Record<string, () => unknown> }).Now[name]?.()),
  ),
);

test("Temporal, where there is one, too", async () => {
  setFlagsFromString("--harmony-temporal");
  Object.assign(globalThis, { Temporal: vm.runInNewContext("Temporal") as unknown });
  await using world = await Emulator.start({ startTime, threads: 0 });
  expect(await world.run(app, () => temporal.remote())).toEqual([
    "2030-02-03T10:20:00Z",
    "2030-02-03T10:20:00",
    "2030-02-03",
    "10:20:00",
    "2030-02-03T10:20:00+00:00[UTC]",
  ]);
});
