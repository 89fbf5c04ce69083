import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const needed = Number(
  /\d+/.exec(
    (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } }).engines.node,
  )?.[0],
);

/** A Node that is too old, where the machine has one. */
const old = ["/usr/bin/node", "/usr/local/bin/node"].find(
  (path) => existsSync(path) && Number(execFileSync(path, ["-p", "process.versions.node.split('.')[0]"])) < needed,
);

describe("a Node that is too old", () => {
  test.each(globSync("dist/**/*.js", { cwd: root }))("can read %s", (file) => {
    parse(readFileSync(join(root, file), "utf8"), { ecmaVersion: 2022, sourceType: "module", allowHashBang: true });
  });

  test("is imported nothing from by name that it does not have", () => {
    const code = globSync("dist/**/*.js", { cwd: root }).map((file) => readFileSync(join(root, file), "utf8"));
    const names = code.flatMap((text) =>
      Array.from(text.matchAll(/^import (?:\w+, )?\{([^}]*)\} from "node:module"/gm), ([, list = ""]) => list),
    );
    expect(names.length).toBeGreaterThan(0);
    for (const list of names) expect(list).not.toMatch(/findPackageJSON|registerHooks|stripTypeScriptTypes/);
  });

  const use = ["modal-emulator", "modal-emulator/emulator", "modal-emulator/testing", "modal-emulator/vitest"];
  const sentence = new RegExp(
    `modal-emulator needs Node\\.js ${needed} or later, and this is v\\d+\\.\\d+\\.\\d+ \\(.*\\)\\.`,
  );

  test("is told so by the command, in one sentence", () => {
    if (!old) return expect(needed).toBe(24);
    const { status, stderr, stdout } = spawnSync(old, [join(root, "dist/cli/bin.js"), "run", "app.ts"], {
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(new RegExp(`^${sentence.source}\\n$`));
  });

  test.each(use)("is told so by an import of %s", (name) => {
    if (!old) return expect(needed).toBe(24);
    const { status, stderr } = spawnSync(old, ["--input-type=module", "-e", `import ${JSON.stringify(name)}`], {
      encoding: "utf8",
      cwd: root,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^Error: ${sentence.source}$`, "m"));
    expect(stderr).not.toContain("SyntaxError");
  });
});
