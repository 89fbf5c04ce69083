import { mkdirSync, mkdtempDisposableSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("loaded");

const load = app.function(async function load(...files: string[]): Promise<unknown> {
  const modules = (await Promise.all(files.map((file) => import(file)))) as { default: unknown }[];
  return modules.map((module) => module.default);
});

const call = app.function({ singleUseContainers: true }, async function call(file: string): Promise<unknown> {
  return ((await import(file)) as { default: () => unknown }).default();
});

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Writes files into an empty folder with an odd name. */
function write(files: Readonly<Record<string, string>>) {
  const folder = mkdtempDisposableSync(join(realpathSync(tmpdir()), "loaded % # "));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  const at = (name: string): string => join(folder.path, name);
  return { at, url: (name: string) => pathToFileURL(at(name)).href, [Symbol.dispose]: () => folder.remove() };
}

describe.each([0, 1])("what a container imports by a computed name (threads: %i)", (threads) => {
  test("is evaluated once per container, also if several are imported at a time", async () => {
    using files = write({
      "a.ts": `import { next } from "./counter.js"; export default ["a", next()];`,
      "b.ts": `import { next } from "./counter"; export default ["b", next()];`,
      "counter.ts": `let count: number = 0; export const next = (): number => ++count;`,
    });
    await using world = await Emulator.start({ threads });
    const urls = ["a.ts", "b.ts", "a.ts"].map(files.url);
    expect(await world.run(app, () => load.remote(...urls))).toEqual([
      ["a", 1],
      ["b", 2],
      ["a", 1],
    ]);
  });

  test("fails as it should: a syntax error with its line, a name that means nothing with the file that asks, a throw with its own frames", async () => {
    using files = write({
      "syntax.ts": "const fine = 1;\nconst broken = = 2;\n",
      "throws.ts": "function deep(): never {\n  throw new RangeError('no licence');\n}\ndeep();\n",
    });
    await using world = await Emulator.start({ threads });
    const fail = async (name: string): Promise<Failure> =>
      (await world.run(app, () => load.remote(files.url(name)).catch((error: unknown) => error))) as Failure;
    expect(await fail("syntax.ts")).toMatchObject({
      name: "InvalidError",
      message: expect.stringMatching(/syntax\.ts:2:16: Unexpected "="\nconst broken = = 2;\n {15}\^$/) as string,
    });
    expect(await fail("nowhere.ts")).toMatchObject({
      message: `Cannot find module '${files.at("nowhere.ts")}' imported from ${import.meta.filename}`,
    });
    const { name, stack } = await fail("throws.ts");
    expect(name).toBe("RangeError");
    expect(stack).toContain(`at deep (${files.at("throws.ts")}:2:9)`);
    expect(stack).not.toContain("modal-realm:");
  });
});

test("packages named by `bundle` are evaluated in each container, others once per thread", async () => {
  const counter = `let count = 0; module.exports = () => ++count;`;
  using files = write({
    "app.ts": `import own from "own"; import shared from "shared"; export default () => [own(), shared()];`,
    "node_modules/own/index.js": counter,
    "node_modules/shared/index.js": counter,
  });
  await using world = await Emulator.start({ threads: 1, bundle: ["own"] });
  expect(
    await world.run(app, async () => [await call.remote(files.url("app.ts")), await call.remote(files.url("app.ts"))]),
  ).toEqual([
    [1, 1],
    [1, 2],
  ]);
});

test("a name that Node does not see among the exports of a package in CommonJS is found", async () => {
  using files = write({
    "app.ts": `import { hidden } from "late"; export default hidden;`,
    "node_modules/late/index.js": `for (const name of ["hidden"]) exports[name] = "found";`,
  });
  await using world = await Emulator.start({ threads: 1 });
  expect(await world.run(app, () => load.remote(files.url("app.ts")))).toEqual(["found"]);
});
