import { execFile } from "node:child_process";
import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { filesOf, readPage, sessionsOf, type Page } from "./page.js";

const ROOT = new URL("../../", import.meta.url);
const COMMAND = fileURLToPath(new URL("dist/cli/bin.js", ROOT));
const VITEST = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", ROOT));
const TSC = fileURLToPath(new URL("node_modules/.bin/tsc", ROOT));
const LIMIT_MS = 60_000;

/* Inside the repository the package's name leads to its own dist; elsewhere it lies in node_modules, which vitest never transforms. */
const CONFIG = "export default { test: { include: ['*.test.ts'], server: { deps: { external: [/\\/dist\\//] } } } };\n";
const TYPES = JSON.stringify({ extends: "../../tsconfig.json", compilerOptions: { noEmit: true }, include: ["*.ts"] });

const pages = ["README.md", ...globSync("docs/**/*.md", { cwd: fileURLToPath(ROOT) })].map((path) => path.replaceAll("\\", "/")).toSorted();

describe.each(pages)("%s", (path) => {
  const page = readPage(ROOT, path);
  const files = filesOf(page);
  if (files.size === 0) return test("shows no code", () => expect(sessionsOf(page)).toEqual([]));
  const directory = write(page, files);

  test("its code checks", { timeout: LIMIT_MS }, async () => {
    expect(await run(TSC, ["-p", "tsconfig.json"], directory)).toEqual({ code: 0, output: "" });
  });

  if ([...files.keys()].some((file) => file.endsWith(".test.ts"))) {
    test("its tests pass", { timeout: LIMIT_MS }, async () => {
      const { code, output, errors } = await run(process.execPath, [VITEST, "run", "--root", directory, "--config", `${directory}/vitest.config.mjs`], directory);
      expect(code, `${output}${errors ?? ""}`).toBe(0);
    });
  }

  for (const { commands, prints, line } of sessionsOf(page)) {
    test(`its commands on line ${line} print what it says`, { timeout: LIMIT_MS }, async () => {
      let printed = "";
      for (const command of commands) {
        const { code, output, errors } = await run("sh", ["-c", command.replace("npx modal-emulator", `"${process.execPath}" "${COMMAND}"`)], directory);
        expect(code, `${command}\n${output}${errors ?? ""}`).toBe(0);
        printed += output;
      }
      if (prints !== undefined) expect(printed.trim()).toBe(prints.trim());
    });
  }
});

/** Lays the files of a page out where the package's name leads to this package. */
function write({ path }: Page, files: ReadonlyMap<string, string>): string {
  const directory = new URL(`.snippets/${path.replace(/\.md$/, "").replaceAll("/", "-")}/`, ROOT);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of [...files, ["vitest.config.mjs", CONFIG], ["tsconfig.json", TYPES]] as const) writeFileSync(new URL(name, directory), text);
  return fileURLToPath(directory).replace(/[\\/]$/, "");
}

/** Runs a program as a user would, without what this test run has set in the environment. */
async function run(file: string, args: readonly string[], cwd: string): Promise<{ code: number; output: string; errors?: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_ENV$|FORCE_COLOR$|MODAL_EMULATOR_)/.test(name)));
  try {
    const { stdout } = await promisify(execFile)(file, args, { cwd, env: { ...env, NO_COLOR: "1" }, timeout: LIMIT_MS });
    return { code: 0, output: stdout };
  } catch (error) {
    const failed = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof failed.code === "number" ? failed.code : -1, output: failed.stdout ?? "", errors: failed.stderr ?? String(error) };
  }
}
