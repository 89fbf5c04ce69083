import nodeCrypto from "node:crypto";
import { builtinModules } from "node:module";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("nesting");
const draw = app.function(async function draw() {
  return Math.random() + Date.now();
});

type Members = ReadonlyMap<object, Readonly<Record<PropertyKey, PropertyDescriptor>>>;

/** What a process has before the emulator replaces anything. */
function builtIns(): Members {
  const all = new Map<object, Record<PropertyKey, PropertyDescriptor>>();
  const add = (object: unknown, depth: number): void => {
    if ((typeof object !== "object" && typeof object !== "function") || object === null || all.has(object)) return;
    const own = Object.getOwnPropertyDescriptors(object) as Record<PropertyKey, PropertyDescriptor>;
    all.set(object, own);
    if (depth > 0) for (const key of Reflect.ownKeys(own)) add(own[key]?.value, depth - 1);
  };
  add(globalThis, 2);
  add(crypto, 1);
  add(Object.getPrototypeOf(crypto.subtle), 1);
  add(performance, 1);
  // others warn, or are the test runner's matter
  for (const name of builtinModules.filter((each) => /^(?:[a-z]|node:sqlite)/.test(each)))
    if (!/^(?:module|sys|repl|punycode|trace_events|wasi)/.test(name)) add(process.getBuiltinModule(name), 2);
  return all;
}

function changesSince(before: Members): string[] {
  return [...before].flatMap(([object, own]) =>
    Reflect.ownKeys(own).flatMap((key) => {
      const [was, is] = [own[key], Object.getOwnPropertyDescriptor(object, key)];
      const isCode = typeof was?.value === "function" || was?.get !== undefined;
      return isCode && (was.value !== is?.value || was.get !== is?.get) ? [String(key)] : [];
    }),
  );
}

const examine = (world: Emulator): Promise<unknown> => world.doctor((fresh) => fresh.run(app, () => draw.remote()));
const use = (world: Emulator): Promise<unknown> => world.run(app, () => draw.remote());
const open = (threads = 0): Promise<Emulator> => Emulator.start({ threads });

/** How doctors and worlds of one process may begin and end. */
const courses: Readonly<Record<string, () => Promise<void>>> = {
  "doctors one after the other": async () => {
    await using world = await open();
    await examine(world);
    await examine(world);
  },
  "two doctors at once": async () => {
    await using one = await open();
    await using other = await open(1);
    const examined = [examine(one), examine(other)];
    await Promise.race(examined);
    examined.push(examine(one));
    await Promise.all(examined);
  },
  "a world that opens before a doctor and closes in the middle": async () => {
    const early = await open();
    await use(early);
    await using world = await open();
    const examined = examine(world);
    await early[Symbol.asyncDispose]();
    await examined;
  },
  "a world that opens in the middle of a doctor and closes later": async () => {
    await using world = await open(1);
    const examined = examine(world);
    await using late = await open();
    await use(late);
    await examined;
  },
  "a clock that is installed before a doctor, and one beside a world": async () => {
    const early = await open();
    const installed = early.clock.install();
    await using world = await open();
    const examined = examine(world);
    await use(early);
    installed[Symbol.dispose]();
    await examined;
    await early[Symbol.asyncDispose]();
  },
  "worlds that overlap": async () => {
    const [one, other] = [await open(), await open()];
    await Promise.all([use(one), use(other)]);
    await one[Symbol.asyncDispose]();
    const last = await open();
    await use(last);
    await other[Symbol.asyncDispose]();
    await last[Symbol.asyncDispose]();
  },
};

describe("nothing that the emulator replaces is left behind by", () => {
  test.each(Object.entries(courses))("%s", { timeout: 60_000 }, async (_, course) => {
    await course(); // what is loaded for the first time
    const before = builtIns();
    await course();
    await course();
    expect(changesSince(before)).toEqual([]);
  });
});

/** How many functions a call of `randomBytes` goes through. */
function depthOfCall(): number {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  try {
    nodeCrypto.randomBytes(-1);
    return 0;
  } catch (error) {
    return String((error as Error).stack).split("\n").length;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

test(
  "a call of what is replaced goes through as little after many that overlap all the time",
  { timeout: 120_000 },
  async () => {
    let world = await open();
    await use(world);
    const depths: number[] = [];
    for (let round = 0; round < 50; round++) {
      const examined = examine(world);
      const next = await open();
      await use(next);
      await examined;
      await world[Symbol.asyncDispose]();
      world = next;
      depths.push(depthOfCall());
    }
    await world[Symbol.asyncDispose]();
    expect(Math.max(...depths)).toBe(depths[0]);
  },
);
