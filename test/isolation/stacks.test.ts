import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "modal-emulator-"));
const here = fileURLToPath(new URL("../..", import.meta.url));

/** Folders of users that are called as something of this package is. */
const FOLDERS = [
  "dist/api",
  "src",
  "modal-emulator",
  "modal-emulator/src",
  "node_modules/app/src",
  "node_modules/modal-emulator/dist",
  join(here, "src"),
  join(here, "dist"),
  "(src)",
];

/** An app of a file in each, by what the file is. */
function write(inside: string): { readonly file: string; readonly app: App; readonly fail: () => Promise<unknown> } {
  const file = join(folder, inside, "app.js");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `import { App } from "modal-emulator";
export const app = new App("stacks");
export const fail = app.function(async function fail() {
  setTimeout(() => console.error(new Error("outer", { cause: new Error("inner") })), 1);
  await new Promise((resolve) => setTimeout(resolve, 2));
  throw new Error("failed");
});
`,
  );
  const app = new App("stacks", { module: pathToFileURL(file).href });
  const fail = app.function(async function fail(): Promise<void> {});
  return { file, app, fail: () => fail.remote() };
}

afterAll(() => rmSync(folder, { recursive: true }));

describe.each([0, 1])("stack traces of containers, with %i threads", (threads) => {
  test.each(FOLDERS)("show the user's own code, also in a folder %s, and no other", async (inside) => {
    const { file, app, fail } = write(inside);
    await using world = await Emulator.start({ threads });
    const error = (await world.run(app, () => fail()).catch((thrown: unknown) => thrown)) as Error;
    const [first, second, third, fourth] = String(error.stack).split("\n");
    expect([first, second]).toEqual(["Error: failed", `    at fail (${file}:6:9)`]);
    expect(third).toMatch(/^ {4}at \[function fail, container ta-\w+\]$/);
    expect(fourth).toContain("stacks.test.ts:");
    expect(Array.from(world.logs, ({ message }) => message)).toEqual([
      `Error: outer\n    at ${file}:4:34 {\n  [cause]: Error: inner\n      at ${file}:4:62\n}`,
      `Error: failed\n    at fail (${file}:6:9)`,
    ]);
  });
});

test("a line of a message that names a file of this package stays", async () => {
  await using world = await Emulator.start();
  const thrower = new App("thrower");
  const missing = thrower.function({ isolation: "inline" }, async function missing() {
    throw new Error(`no such file:\n${join(here, "dist/main.js")}\nand ${join(here, "src/main.ts")}`);
  });
  const error = await world.run(thrower, () => missing.remote()).catch((thrown: unknown) => thrown as Error);
  expect(String(error?.stack).split("\n").slice(0, 3)).toEqual([
    "Error: no such file:",
    join(here, "dist/main.js"),
    `and ${join(here, "src/main.ts")}`,
  ]);
  expect(error?.stack).toMatch(/at missing .*stacks\.test\.ts/);
  const frames = String(error?.stack).split("\n").slice(3);
  expect(frames.filter((line) => [join(here, "dist/"), join(here, "src/")].some((own) => line.includes(own)))).toEqual(
    [],
  );
});

test.each([0, 1])("an app that was compiled shows the lines it was written in, with %i threads", async (threads) => {
  const source = join(folder, "compiled/src/app.ts");
  const file = join(folder, "compiled/dist/app.js");
  mkdirSync(dirname(source), { recursive: true });
  mkdirSync(dirname(file), { recursive: true });
  const text = `import { App } from "modal-emulator";
export const app = new App("compiled");
interface Removed {}

export const failing = app.function(async function fail(): Promise<void> {
  throw new Error("failed");
});
`;
  writeFileSync(source, text);
  const { code, map } = transformSync(text, {
    loader: "ts",
    sourcemap: "external",
    sourcefile: "../src/app.ts",
  });
  writeFileSync(`${file}.map`, map);
  writeFileSync(file, `${code}\n//# sourceMappingURL=app.js.map\n`);
  await using world = await Emulator.start({ threads });
  const compiled = new App("compiled", { module: pathToFileURL(file).href });
  const fail = compiled.function(async function fail(): Promise<void> {});
  const error = (await world.run(compiled, () => fail.remote()).catch((thrown: unknown) => thrown)) as Error;
  expect(String(error.stack).split("\n").slice(0, 2)).toEqual(["Error: failed", `    at fail (${source}:6:9)`]);
});
