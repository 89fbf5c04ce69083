/* oxlint-disable import/namespace -- it knows no names that come from packages by `export *` */
import type { Function_ } from "modal-emulator";
import * as all from "./re-exports/all.js";
import * as builtIn from "./re-exports/built-in.js";
import { circle } from "./re-exports/circle.js";
import Queue, * as levels from "./re-exports/levels.js";
import { App, own } from "./re-exports/levels.js";
import * as packages from "./re-exports/packages.js";
import { describe, Emulator, expect, test, testing } from "./re-exports/tools.js";

export * from "./re-exports/levels.js";
export * from "modal-emulator";

const app = new App("re-exports");

/** What a module sees, which a container has to see as well. */
const SEEN: Readonly<Record<string, () => unknown>> = {
  "the package, by several levels": () => [own, typeof levels.Dict, levels.Dict === levels.api.Dict],
  "the package, under another name": () => [levels.Application === App, Queue === levels.Queue, levels.api.App === App],
  "a name of the module's own before one of the package": () => [levels.Volume, typeof levels.api.Volume],
  "no default": () => ["default" in all, "default" in builtIn, "default" in levels.api],
  "built-in modules": () => [builtIn.inspect([]), builtIn.os.EOL, typeof builtIn.read, typeof builtIn.fs.statSync],
  "built-in modules that containers have their own of": () => [typeof builtIn.setTimeout, typeof builtIn.setImmediate],
  "packages from outside": () => [
    typeof packages.parse,
    typeof packages.CronExpressionParser,
    typeof packages.memfs.createFsFromVolume,
  ],
  "packages that are bundled": () => packages.nanoid().length,
  "test runners, and the parts of the package for tests": () => [typeof Emulator, typeof test, typeof testing.explore],
  "everything, by several levels": () =>
    [all.Emulator, all.test, all.App, all.parse, all.inspect, all.nanoid].map((value) => typeof value),
  "modules in a circle": () => [circle(), all.circle(), typeof all.inspect],
  "the names of the package": () => Object.keys(levels.api).toSorted().join(),
};

async function see(name: string): Promise<unknown> {
  return SEEN[name]?.();
}
async function seeComputed(name: string): Promise<string[]> {
  const found = (await import(`./re-exports/${name}.ts`)) as Record<string, unknown>;
  const members = ["App", "Emulator", "parse", "setTimeout", "circle", "own", "inspect", "nanoid"];
  return members.filter((member) => found[member] !== undefined);
}
async function waited(milliseconds: string): Promise<string> {
  await new Promise((resolve) => builtIn.setTimeout(resolve, Number(milliseconds)));
  return new Date().toISOString();
}

const realm = {
  see: app.function({ name: "see-realm" }, see),
  seeComputed: app.function({ name: "computed-realm" }, seeComputed),
  waited: app.function({ name: "waited-realm" }, waited),
};
const thread = {
  see: app.function({ name: "see-thread", isolation: "thread" }, see),
  seeComputed: app.function({ name: "computed-thread", isolation: "thread" }, seeComputed),
  waited: app.function({ name: "waited-thread", isolation: "thread" }, waited),
};

const PLACES: readonly [string, number, Record<keyof typeof realm, Function_<[string], unknown>>][] = [
  ["in a realm of this thread", 0, realm],
  ["in a realm of another thread", 1, realm],
  ["in a thread of its own", 1, thread],
];

describe.each(PLACES)("what modules export of others, %s", (_, threads, functions) => {
  test.each(Object.keys(SEEN))("%s", async (name) => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => functions.see.remote(name))).toEqual(await see(name));
  });

  test.each(["own", "levels", "built-in", "packages", "circle"])("%s.ts, imported by a computed name", async (name) => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => functions.seeComputed.remote(name))).toEqual(await seeComputed(name));
  });

  test.each(["tools", "all", "only"])("%s.ts, with parts for tests, which have every name", async (name) => {
    await using world = await Emulator.start({ threads });
    const seen = await world.run(app, () => functions.seeComputed.remote(name));
    expect(seen).toEqual(expect.arrayContaining(await seeComputed(name)));
  });

  test("timers are the container's", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => functions.waited.remote("60000"))).toBe("2026-01-01T00:01:00.000Z");
  });
});
