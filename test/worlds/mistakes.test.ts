import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { App, ExecutionError, Function_, InvalidError, NotFoundError, SerializationError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { runInThisContext } from "node:vm";
import { afterAll, describe, expect, test } from "vitest";
import { expectError, expectRejection, type ErrorClass } from "../support/expect-error.js";
import { app, double, echo, tick, wait } from "./apps.js";

const directory = mkdtempSync(join(tmpdir(), "mistakes-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A function whose containers evaluate a file of this text. */
function fileOf(name: string, text: string): () => Promise<unknown> {
  writeFileSync(join(directory, name), text);
  return calling(pathToFileURL(join(directory, name)).href);
}

function calling(module: string): () => Promise<unknown> {
  const bad = new App("bad", { module });
  const fn = bad.function(async function fn() {});
  return () => bad.run(() => fn.remote());
}

const scarce = new App("scarce");
const needsSecret = scarce.function({ retries: 1 }, async function needsSecret() {
  throw new RangeError("not this time");
});
const stopped = new App("stopped");
const late = stopped.function(async function late() {});

const SYNTAX = "const list = [\n  1,\n  2;\n";

/** What a newcomer gets wrong, with the class of the error and what it says. */
const MISTAKES: readonly (readonly [string, () => unknown, ErrorClass, ...string[]])[] = [
  [
    "a file that does not exist",
    calling(pathToFileURL(join(directory, "nothing.ts")).href),
    InvalidError,
    "nothing.ts cannot be loaded: there is no such file",
  ],
  [
    "a directory for a file",
    calling(pathToFileURL(directory).href),
    InvalidError,
    "cannot be loaded: there is no such file",
  ],
  [
    "a syntax error",
    fileOf("syntax.ts", SYNTAX),
    InvalidError,
    "syntax.ts cannot be loaded:",
    'syntax.ts:3:4: Expected "]"',
    "\n  2;\n   ^",
  ],
  [
    "a syntax error in an imported file",
    fileOf("imports-syntax.ts", 'import "./syntax.js";\n'),
    InvalidError,
    "imports-syntax.ts cannot be loaded:",
    "syntax.ts:3:4",
  ],
  [
    "an import of a file that does not exist",
    fileOf("imports-nothing.ts", 'import "./gone.js";\n'),
    InvalidError,
    'imports-nothing.ts:1:8: Could not resolve "./gone.js"',
    "\n       ^^^^^^^^^^^",
  ],
  [
    "an import of a package that is not installed",
    fileOf("imports-package.ts", 'import "no-such-package";\n'),
    InvalidError,
    'imports-package.ts:1:8: Could not resolve "no-such-package"',
  ],
  [
    "a module that throws",
    fileOf("throws.ts", "\nfunction configure(): never {\n  throw new RangeError('no key');\n}\nconfigure();\n"),
    RangeError,
    "no key",
  ],
  [
    "a module that ends the process",
    fileOf("exits.ts", "process.exit(4);\n"),
    ExecutionError,
    "The container ended itself: process.exit(4)",
  ],
  [
    "a module that does not define the function",
    fileOf("empty.ts", "export {};\n"),
    InvalidError,
    "Function `fn` was not found",
    "global scope",
  ],
  [
    "an argument that cannot cross",
    () => echo.remote({ callback: () => 1 }),
    SerializationError,
    "args[0].callback is a function",
  ],
  [
    "a function that was never deployed",
    () => Function_.fromName("nowhere", "nothing").remote(),
    NotFoundError,
    '"nothing" of app "nowhere"',
    "deploy the app first",
  ],
  [
    "an app that does not run",
    () => late.remote(),
    ExecutionError,
    "Function `late` has not been hydrated: its app is not running",
  ],
  [
    "an app that is running already",
    () => app.run(() => 1),
    InvalidError,
    "App `worlds` is already running in this world",
  ],
  [
    "a generator called as a function, by its name",
    () => lookedUp("tick").remote(1),
    InvalidError,
    "Function `tick` is a generator: iterate `remoteGen(…)` instead",
  ],
  ["a generator spawned, by its name", () => lookedUp("tick").spawn(1), InvalidError, "Function `tick` is a generator"],
  [
    "a generator mapped, by its name",
    () => Array.fromAsync(lookedUp("tick").map([1])),
    InvalidError,
    "Function `tick` is a generator",
  ],
  [
    "a generator starmapped, by its name",
    () => Array.fromAsync(lookedUp("tick").starmap([[1]])),
    InvalidError,
    "Function `tick` is a generator",
  ],
  [
    "a generator for each, by its name",
    () => lookedUp("tick").forEach([1]),
    InvalidError,
    "Function `tick` is a generator",
  ],
  [
    "a generator spawn-mapped, by its name",
    () => lookedUp("tick").spawnMap([1]),
    InvalidError,
    "Function `tick` is a generator",
  ],
  [
    "a function iterated, by its name",
    () => Array.fromAsync(Function_.fromName<typeof tick>("deployed", "double").remoteGen(1)),
    InvalidError,
    "Function `double` is not a generator: call `remote(…)` instead",
  ],
  [
    "`local` of a look-up",
    () => lookedUp("double").local(1),
    ExecutionError,
    "`double.local` needs the function's source",
  ],
  [
    "a list that is none",
    () => double.forEach(5 as never),
    InvalidError,
    "double.forEach: input 1 is of type number, not an iterable",
  ],
  [
    "a function that fails after its retries",
    () => scarce.run(() => needsSecret.remote()),
    RangeError,
    "not this time",
  ],
];

function lookedUp(name: string): typeof double {
  return Function_.fromName<typeof double>("deployed", name);
}

describe.each([0, 1])("with %i threads, a mistake fails alone:", (threads) => {
  test.each(MISTAKES.map(([name, mistake, kind, ...fragments]) => [name, { mistake, kind, fragments }] as const))(
    "%s",
    async (_name, { mistake, kind, fragments }) => {
      await using world = await Emulator.start({ threads });
      await world.deploy(app, { name: "deployed" });
      const error: unknown = await world.run(app, async () => {
        const others = [wait.remote(1000), Array.fromAsync(tick.remoteGen(2)), Array.fromAsync(double.map([1, 2]))];
        const outcome = await Promise.resolve()
          .then(mistake)
          .catch((thrown: unknown) => thrown);
        expect(await Promise.all(others)).toEqual([1000, [0, 1], [2, 4]]);
        expect(await double.remote(21)).toBe(42);
        return outcome;
      });
      expect(error).toBeInstanceOf(kind);
      const { message, stack = "" } = error as Error;
      for (const fragment of fragments) expect(message).toContain(fragment);
      expect(stack).not.toMatch(/modal-realm|\/dist\/emulator|node:internal/);
      const [created, ended] = [world.events.of("input.created"), world.events.of("input.ended")].map((events) =>
        events.map(({ input }) => input),
      );
      expect(ended?.toSorted()).toEqual(created?.toSorted());
    },
  );
});

test("a module that throws shows the user's own lines", async () => {
  await using world = await Emulator.start({ threads: 1 });
  const mistake = MISTAKES.find(([name]) => name === "a module that throws")?.[1];
  const error: unknown = await Promise.resolve(world.within(() => mistake?.())).catch((thrown: unknown) => thrown);
  expect((error as Error).stack?.split("\n").slice(1, 4)).toEqual([
    expect.stringMatching(/^ {4}at configure \(.*throws\.ts:3:9\)$/),
    expect.stringMatching(/^ {4}at .*throws\.ts:5:1$/),
    expect.stringMatching(/^ {4}at \[function fn, container ta-\w+\]$/),
  ]);
});

test("an app whose module is no file is refused where it is made", () => {
  for (const module of ["relative/path.ts", "https://example.com/app.ts", ""])
    expectError(
      () => new App("bad", { module }),
      InvalidError,
      "App: module must be the URL of a file",
      "import.meta.url",
      JSON.stringify(module),
    );
});

test("a serialized function whose body the toolchain has rewritten is refused", () => {
  for (const rewritten of ["__vite_ssr_import_0__.join(a)", "cov_2k1x9()", "__coverage__.path"]) {
    const body = runInThisContext(`(function (a) { return ${rewritten}; })`) as (a: string) => string;
    expectError(
      () => new App("bad").function({ serialized: true, name: "body" }, body),
      InvalidError,
      "`body`",
      "rewritten by the toolchain",
      "without `serialized`",
    );
  }
  expectError(
    () => new App("bad").function({ serialized: true, name: "builtIn" }, Math.max),
    InvalidError,
    "`builtIn` has no source text",
  );
});

test("options and arguments of a world that are wrong are named, with what they should be", async () => {
  const options: readonly (readonly [object, string])[] = [
    [{ threads: 65 }, "threads must be a whole number from 0 to 64, not 65"],
    [{ threads: 1.5 }, "threads must be a whole number"],
    [{ bundle: "zod" }, 'bundle must be true, false or a list of package names, not "zod"'],
    [{ bundle: [1] }, "bundle must be true, false or a list of package names"],
    [{ offline: "no" }, 'offline must be true or false, not "no"'],
    [{ strict: 1 }, "strict must be true or false, not 1"],
    [{ realIoLimitMs: -1 }, "realIoLimitMs must be a number of milliseconds, 0 or more, not -1"],
    [{ maxIdleAdvanceMs: Number.NaN }, "maxIdleAdvanceMs must be a number of milliseconds"],
    [{ seed: null }, "seed must be a number or a text"],
    [{ sead: 1 }, 'Did you mean "seed"?'],
  ];
  for (const [given, message] of options) await expectRejection(() => Emulator.start(given), InvalidError, message);
  await using world = await Emulator.start({ threads: 0 });
  const wrong: readonly (readonly [() => Promise<unknown>, string])[] = [
    [
      () => Reflect.apply(world.run, world, [app]) as Promise<unknown>,
      "world.run: the second argument must be a function",
    ],
    [
      () => Reflect.apply(world.run, world, [() => 1, app]) as Promise<unknown>,
      "world.run: the first argument must be an App, as in `world.run(app, () => …)`",
    ],
    [
      () => Reflect.apply(world.deploy, world, ["worlds"]) as Promise<unknown>,
      "world.deploy: the first argument must be an App",
    ],
    [async () => Reflect.apply(world.mock, world, [double, 5]), "world.mock: the implementation must be a function"],
    [async () => world.mock("double", () => 1), 'write "app/name"'],
    [async () => Reflect.apply(world.onFetch, world, ["*", 5]), "world.onFetch: the handler must be a function"],
  ];
  for (const [use, message] of wrong) await expectRejection(use, InvalidError, message);
  expect(world.events.of("app.started")).toEqual([]);
  expect(await world.run(app, () => double.remote(1))).toBe(2);
});
