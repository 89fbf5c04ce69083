import { execFile } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = fileURLToPath(new URL("project", import.meta.url));
const LIMIT_MS = 60_000;

/** Versions of the compiler that users may have. */
const COMPILERS = ["typescript-5.9", "typescript-6", "typescript"];

/** What the quickstart shows. */
const shown =
  /```json file=tsconfig\.json\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs/quickstart.md"), "utf8"))?.[1] ??
  "{}";

/** A project elsewhere, with the package installed: its own files are not within reach of relative paths. */
function project(files: readonly string[], beside: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "modal-emulator-declarations-"));
  for (const file of files) cpSync(join(sources, file), join(folder, file));
  const config = JSON.parse(shown) as { compilerOptions: object };
  const compilerOptions = {
    ...config.compilerOptions,
    noEmit: false,
    declaration: true,
    skipLibCheck: false,
    outDir: "out",
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ ...config, compilerOptions }));
  const installed = join(folder, "node_modules/modal-emulator");
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  cpSync(join(root, "package.json"), join(installed, "package.json"));
  for (const file of globSync("dist/**/*.d.ts", { cwd: root })) cpSync(join(root, file), join(installed, file));
  for (const name of beside) symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  return folder;
}

async function compile(compiler: string, folder: string): Promise<string> {
  const tsc = join(root, "node_modules", compiler, "bin/tsc");
  return promisify(execFile)(process.execPath, [tsc, "-p", folder], { encoding: "utf8" }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

describe.each(COMPILERS)("under %s", (compiler) => {
  let whole = "";
  beforeAll(() => {
    whole = project(globSync("*.ts", { cwd: sources }), ["@types/node", "modal", "vitest"]);
  });
  afterAll(() => rmSync(whole, { recursive: true, force: true }));

  test("what users export can be declared, with no name from within the package", { timeout: LIMIT_MS }, async () => {
    expect(await compile(compiler, whole)).toBe("");
    for (const file of globSync("out/*.d.ts", { cwd: whole })) {
      const text = readFileSync(join(whole, file), "utf8");
      for (const [, path] of text.matchAll(/["'](modal-emulator[^"']*)["']/g))
        expect(path).toMatch(/^modal-emulator(?:\/(?:client|emulator|testing|vitest))?$/);
    }
  });
});

test("no package is needed but those that are imported", { timeout: LIMIT_MS }, async () => {
  const files = globSync("*.ts", { cwd: sources }).filter((file) => !["client.ts", "fixture.ts"].includes(file));
  const alone = project(files, ["@types/node"]);
  try {
    expect(await compile("typescript", alone)).toBe("");
  } finally {
    rmSync(alone, { recursive: true, force: true });
  }
});

test("declarations within reach of the entry points import nothing but vitest, and that only for the fixture", () => {
  const from = new Map<string, string>();
  const reach = (file: string, by: string): void => {
    if (from.has(file)) return;
    from.set(file, by);
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)\.js"/g))
      reach(normalize(join(dirname(file), `${path}.d.ts`)), file);
  };
  for (const entry of ["main", "emulator/index", "testing/testing", "testing/vitest"])
    reach(join(root, "dist", `${entry}.d.ts`), "");
  const packages = [...from.keys()].flatMap((file) =>
    Array.from(
      readFileSync(file, "utf8").matchAll(/(?:from |import\(|import )"([^."][^"]*)"/g),
      ([, name = ""]) => `${name} in ${file.slice(root.length)}`,
    ),
  );
  expect(packages.filter((text) => !text.startsWith("node:"))).toEqual(["vitest in dist/testing/vitest.d.ts"]);
  expect(from.size).toBeGreaterThan(50);
});

test("the types of Modal's package, and no others of it, are needed for its client", () => {
  const text = readFileSync(join(root, "dist/client/modal-client.d.ts"), "utf8");
  const packages = Array.from(text.matchAll(/from "([^."][^"]*)"/g), ([, name]) => name);
  expect(packages).toEqual(["modal"]);
});
