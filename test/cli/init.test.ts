import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { PROJECT_VERSIONS } from "../../src/cli/starting/project-versions.js";
import { cli } from "../support/run-cli.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILES = [".github", ".gitignore", "README.md", "app.test.ts", "app.ts", "package.json", "tsconfig.json"];

/** A folder in this repository, where packages are found. */
function folder(): string {
  mkdirSync(join(ROOT, ".snippets"), { recursive: true });
  const made = mkdtempSync(join(ROOT, ".snippets/Init Me-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe("init", () => {
  test("makes a project whose test, types and command work at once", { timeout: 60_000 }, async () => {
    const to = folder();
    const { code, stdout, stderr } = await cli(["init", to]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`✓ Made app.ts, app.test.ts, package.json, tsconfig.json, .gitignore, `);
    expect(stdout).toContain("  npm install\n  npm test\n  npx modal-emulator run app.ts\n");
    expect(readdirSync(to).toSorted()).toEqual(FILES);

    mkdirSync(join(to, "node_modules"));
    symlinkSync(ROOT, join(to, "node_modules/modal-emulator"), "junction");
    const outside = join(folder(), "vitest.config.mjs"); // inside the repository this package is no dependency for vitest
    writeFileSync(outside, "export default { test: { server: { deps: { external: [/\\/dist\\//] } } } };\n");
    const node = async (script: string, ...words: string[]): Promise<string> => {
      const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|MODAL_)/.test(name)));
      const { stdout: said } = await promisify(execFile)(process.execPath, [join(ROOT, script), ...words], {
        cwd: to,
        env: { ...env, NO_COLOR: "1" },
      });
      return said;
    };
    expect(await node("node_modules/typescript/bin/tsc")).toBe("");
    expect(await node("node_modules/vitest/vitest.mjs", "run", "--root", to, "--config", outside)).toMatch(
      /Tests {2}3 passed/,
    );
    expect(await node("dist/cli/bin.js", "run", "-q", "app.ts", "--up-to", "4")).toMatch(/the sum is 30\n$/);
    expect(await node("dist/cli/bin.js", "simulate", "-q", "app.ts")).toContain("nightly  0 2 * * *     30       0 ");
  });

  test("its packages are those that this package is tested with", () => {
    const { devDependencies, version } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const [name, range] of Object.entries(PROJECT_VERSIONS)) expect(range).toBe(`^${devDependencies[name]}`);
    expect(version).toMatch(/^\d/);
  });

  test("the project is called like its folder", async () => {
    const to = folder();
    await cli(["init", to]);
    const { name, devDependencies } = JSON.parse(readFileSync(join(to, "package.json"), "utf8"));
    expect(name).toMatch(/^init-me-\w+$/);
    expect(readFileSync(join(to, "app.ts"), "utf8")).toContain(`new App("${name}")`);
    expect(devDependencies["modal-emulator"]).toMatch(/^\^\d/);
  });

  test("a package.json that npm has made keeps what it says, and gets what the project needs", async () => {
    const to = folder();
    const begun = {
      name: "mine",
      scripts: { test: 'echo "Error: no test specified" && exit 1', build: "mine" },
      dependencies: { "modal-emulator": "file:x.tgz" },
      devDependencies: { vitest: "^5.0.0" },
    };
    writeFileSync(join(to, "package.json"), JSON.stringify(begun));
    expect((await cli(["init", to])).code).toBe(0);
    expect(JSON.parse(readFileSync(join(to, "package.json"), "utf8"))).toMatchObject({
      name: "mine",
      type: "module",
      scripts: { test: "vitest run", build: "mine", typecheck: "tsc" },
      dependencies: begun.dependencies,
      devDependencies: { vitest: "^5.0.0", typescript: expect.any(String) },
    });
    const other = folder();
    writeFileSync(join(other, "package.json"), "{");
    expect((await cli(["init", other])).stderr).toContain("There is package.json in ");
  });

  test("what is there is not replaced, and nothing is written then, unless by --force", async () => {
    const to = folder();
    for (const name of ["app.ts", "README.md"]) writeFileSync(join(to, name), "mine");
    expect(await cli(["init", to])).toEqual({
      code: 1,
      stdout: "",
      stderr: `There is app.ts, README.md in ${to} already. Nothing was written: name another directory, or give --force to replace them.\n`,
    });
    expect(readdirSync(to).toSorted()).toEqual(["README.md", "app.ts"]);
    expect((await cli(["init", to, "--force"])).code).toBe(0);
    expect(readFileSync(join(to, "app.ts"), "utf8")).not.toBe("mine");
  });

  test.each([
    [["--frob"], 2, "No such option: --frob."],
    [["a", "b"], 2, "Too many arguments: b."],
    [["package.json/x"], 1, "cannot be written: "],
  ])("%j is refused", async (words, code, message) => {
    expect(await cli(["init", ...words])).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });
});
