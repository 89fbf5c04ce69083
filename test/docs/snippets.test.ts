import { execFile } from "node:child_process";
import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { filesOf, isWalk, readPage, sessionsOf, type Page } from "./page.js";

const ROOT = new URL("../../", import.meta.url);
const COMMAND = fileURLToPath(new URL("dist/cli/bin.js", ROOT));
const VITEST = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", ROOT));
const TSC = fileURLToPath(new URL("node_modules/typescript/bin/tsc", ROOT));
const LIMIT_MS = 60_000;

/* Inside the repository the package's name leads to its own dist; elsewhere it lies in node_modules, which vitest never transforms. */
const SETTINGS = "testTimeout: 30_000, server: { deps: { external: [/\\/dist\\//] } }";
/** What a page shows of this name is the configuration of its tests. */
const OWN_CONFIG = "vitest.config.ts";
const withOwnConfig = `import { mergeConfig } from "vitest/config";
import shown from "./${OWN_CONFIG}";
export default mergeConfig(shown, { test: { ${SETTINGS} } });
`;
const TYPES = JSON.stringify({
  extends: "../../tsconfig.json",
  compilerOptions: { noEmit: true },
  include: ["*/*.ts"],
});

const paths = ["README.md", ...globSync("docs/**/*.md", { cwd: fileURLToPath(ROOT) })]
  .map((path) => path.replaceAll("\\", "/"))
  .toSorted();
const pages = paths.map((path) => readPage(ROOT, path));
const [withCode, without] = [
  pages.filter((page) => filesOf(page).size > 0),
  pages.filter((page) => filesOf(page).size === 0),
];
/** Those that replace modules, too: with the others they would share modules that are there already. */
const apart = withCode.filter((page) => filesOf(page).has(OWN_CONFIG) || /\bvi\.mock\(/.test(page.text));
/** Their code is tested in its turn, by `walks.test.ts`. */
const walks = withCode.filter(isWalk);
const CONFIG = `export default { test: { include: ['*/*.test.ts'], exclude: ${JSON.stringify([...apart, ...walks].map((page) => `${folderOf(page)}/**`))}, isolate: false, ${SETTINGS} } };\n`;
const all = write(withCode);

test("the code of all pages checks", { timeout: LIMIT_MS }, async () => {
  expect(await run(process.execPath, [TSC, "-p", "tsconfig.json"], all)).toEqual({ code: 0, output: "" });
});

test("the tests of all pages pass", { timeout: LIMIT_MS }, async () => {
  const { code, output, errors } = await run(
    process.execPath,
    [VITEST, "run", "--root", all, "--config", `${all}/vitest.config.mjs`],
    all,
  );
  expect(code, `${output}${errors ?? ""}`).toBe(0);
  const tested = withCode.filter((page) => [...filesOf(page).keys()].some((file) => file.endsWith(".test.ts")));
  for (const page of tested.filter((each) => !apart.includes(each) && !walks.includes(each)))
    expect(output).toContain(`${folderOf(page)}/`);
});

test.each(apart)(
  "the tests of $path pass by themselves, with the configuration that it shows",
  { timeout: LIMIT_MS },
  async (page) => {
    const own = `${all}/${folderOf(page)}`;
    const isShown = filesOf(page).has(OWN_CONFIG);
    writeFileSync(`${own}/vitest.own.mjs`, isShown ? withOwnConfig : `export default { test: { ${SETTINGS} } };\n`);
    const { code, output, errors } = await run(
      process.execPath,
      [VITEST, "run", "--root", own, "--config", `${own}/vitest.own.mjs`],
      own,
    );
    expect(code, `${output}${errors ?? ""}`).toBe(0);
    for (const file of filesOf(page).keys()) if (file.endsWith(".test.ts")) expect(output).toContain(file);
  },
);

test("a page without code shows no commands either", () => {
  expect(without.flatMap(sessionsOf)).toEqual([]);
});

describe.each(withCode.filter((page) => !isWalk(page) && sessionsOf(page).length > 0))("$path", (page) => {
  for (const { commands, prints, line } of sessionsOf(page)) {
    test(`its commands on line ${line} print what it says`, { timeout: LIMIT_MS }, async () => {
      let printed = "";
      for (const command of commands) {
        const { code, output, errors } = await run(
          "sh",
          ["-c", command.replace("npx modal-emulator", `"${process.execPath}" "${COMMAND}"`)],
          `${all}/${folderOf(page)}`,
        );
        expect(code, `${command}\n${output}${errors ?? ""}`).toBe(0);
        printed += output;
      }
      if (prints !== undefined) expect(printed.trim()).toBe(prints.trim());
    });
  }
});

function folderOf({ path }: Page): string {
  return path.replace(/\.md$/, "").replaceAll("/", "-");
}

/** Lays the files of pages out where the package's name leads to this package, a folder each. */
function write(shown: readonly Page[]): string {
  const root = new URL(".snippets/pages/", ROOT);
  rmSync(root, { recursive: true, force: true });
  const files = shown.flatMap((page) =>
    Array.from(filesOf(page), ([name, text]) => [`${folderOf(page)}/${name}`, text] as const),
  );
  for (const [name, text] of [...files, ["vitest.config.mjs", CONFIG], ["tsconfig.json", TYPES]] as const) {
    mkdirSync(new URL("./", new URL(name, root)), { recursive: true });
    writeFileSync(new URL(name, root), text);
  }
  return fileURLToPath(root).replace(/[\\/]$/, "");
}

/** Runs a program as a user would, without what this test run has set in the environment. */
async function run(
  file: string,
  args: readonly string[],
  cwd: string,
): Promise<{ code: number; output: string; errors?: string }> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:VITEST|TEST$|NODE_ENV$|FORCE_COLOR$|MODAL_EMULATOR_)/.test(name),
    ),
  );
  try {
    const { stdout } = await promisify(execFile)(file, args, {
      cwd,
      env: { ...env, NO_COLOR: "1" },
      timeout: LIMIT_MS,
    });
    return { code: 0, output: stdout };
  } catch (error) {
    const failed = error as { code?: unknown; stdout?: string; stderr?: string };
    return {
      code: typeof failed.code === "number" ? failed.code : -1,
      output: failed.stdout ?? "",
      errors: failed.stderr ?? String(error),
    };
  }
}
