import fs from "node:fs";
import { builtinModules } from "node:module";
import { expect, test } from "vitest";
import { builtInModule } from "../../src/emulator/lanes/outside/built-in-module.js";
import { OUTSIDE_CALLS } from "../../src/emulator/lanes/outside/outside-calls.js";
import { PROCESS_FUNCTIONS } from "../../src/emulator/lanes/surroundings/process-members.js";
import { NO_FILES, TOUCHING } from "./built-in-functions.js";

/** Those of `node:fs` are in a table of their own, as are those of `process`; others are the same as others. */
const ELSEWHERE = /^(?:_|(?:fs|fs\/promises|process|sys|constants)$)/;

/** Rows about what no module exports. */
const OF_PROCESS: Readonly<Record<string, readonly string[]>> = {
  "`process.loadEnvFile`": ["loadEnvFile"],
  "`process.report`": [],
  "native addons: `process.dlopen`, `require` of a `.node` file": ["dlopen"],
};

/** Where each row is tried, with 0 and 1 threads: a file, and a title in it. */
const TRIED: Readonly<Record<string, readonly [file: string, ...titles: string[]]>> = {
  "`process.loadEnvFile`": ["outside/callers", "an environment file"],
  "`process.report`": ["outside/callers", "a report", "reports by Node itself"],
  "`node:repl`": ["outside/callers", "a REPL"],
  "`import`, `require`, `createRequire`": ["outside/callers", "createRequire"],
  "`module.findPackageJSON`": ["outside/callers", "a package.json"],
  "`module.register`": ["outside/callers", "hooks of modules"],
  "`module.enableCompileCache`, `getCompileCacheDir`, `flushCompileCache`": ["outside/callers", "the compile cache"],
  "`node:child_process`": ["disk/containers", "what does not see it is refused"],
  "`cluster.fork`": ["outside/callers", "a cluster"],
  "`Worker`": ["outside/workers", "changes nothing"],
  "`node:sqlite`": ["lent/databases", "a new one", "attached, and copied", "backups"],
  "sockets on a path: `net`, `http`, `https`, `http2`, `tls`": ["lent/sockets", "listen"],
  "`WASI`": ["outside/callers", "WASI with preopens", "WASI without"],
  "native addons: `process.dlopen`, `require` of a `.node` file": ["outside/callers", "a native addon"],
  "`v8.writeHeapSnapshot`": ["outside/callers", "a heap snapshot"],
  "`v8.takeCoverage`": ["outside/callers", "coverage"],
  "`v8.setHeapSnapshotNearHeapLimit`, `trace_events.createTracing`, `inspector.open`, `crypto.setEngine`, `process.execve`":
    ["outside/callers", "what would change the process"],
  "names and users of the machine: `node:dns`, `node:os`, `tls.getCACertificates`": ["outside/callers", "the machine"],
};

/** First cells of the table. */
function rows(): string[] {
  const page = fs.readFileSync(new URL("../../docs/mounts.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("\n## What else uses files"), page.indexOf("\n```ts file=count.ts"));
  return section
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (?:what|---) \|/.test(line))
    .map((line) => line.slice(2, line.indexOf(" |", 2)));
}

function functionsOf(module: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(module))
    .filter(
      ([name, { value, get }]) =>
        name !== "fips" && typeof (get ? valueOf(module, get) : (value as unknown)) === "function",
    )
    .map(([name]) => name);
}

/** Some are not available in a thread. */
function valueOf(module: object, get: () => unknown): unknown {
  try {
    return Reflect.apply(get, module, []);
  } catch {
    return undefined;
  }
}

const known = (module: string): Set<string> =>
  new Set([...Object.values(TOUCHING).map((row) => row[module] ?? ""), NO_FILES[module] ?? ""].join(" ").split(/\s+/));

test("of every function that Node's modules export it is known whether it uses files by itself", () => {
  const names = builtinModules.map((name) => name.replace(/^node:/, "")).filter((name) => !ELSEWHERE.test(name));
  const unknown = names.flatMap((name) => {
    const module = builtInModule(`node:${name}`);
    const of = known(name);
    return module
      ? functionsOf(module)
          .filter((key) => !of.has(key))
          .map((key) => `${name}.${key}`)
      : [];
  });
  expect(unknown).toEqual([]);
  expect(names.length).toBeGreaterThan(50);
  for (const name of Object.values(OF_PROCESS).flat()) expect(PROCESS_FUNCTIONS).toHaveProperty(name);
});

test("nothing is in both lists", () => {
  const both = Object.values(TOUCHING).flatMap((row) =>
    Object.entries(row).flatMap(([module, names]) => {
      const others = new Set(NO_FILES[module]?.split(/\s+/));
      return names
        .split(/\s+/)
        .filter((name) => others.has(name))
        .map((name) => `${module}.${name}`);
    }),
  );
  expect(both).toEqual([]);
});

test("the table has a row for each that does, and each row is tried", () => {
  expect(rows()).toEqual(Object.keys(TRIED));
  expect(Object.keys(TRIED).toSorted()).toEqual([...Object.keys(TOUCHING), ...Object.keys(OF_PROCESS)].toSorted());
  for (const [file, ...titles] of Object.values(TRIED)) {
    const source = fs.readFileSync(new URL(`../${file}.test.ts`, import.meta.url), "utf8");
    for (const title of titles) expect(source).toContain(title);
  }
});

test("what is treated is in the list of what uses files", () => {
  const touching = new Set(
    Object.values(TOUCHING).flatMap((row) =>
      Object.entries(row).flatMap(([module, names]) => names.split(/\s+/).map((name) => `${module}.${name}`)),
    ),
  );
  expect(Object.keys(OUTSIDE_CALLS).filter((name) => !touching.has(name))).toEqual([]);
});
