import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { transformSync } from "esbuild";
import * as modal from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { explore } from "modal-emulator/testing";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../src", import.meta.url));
/** Its texts are files of a new project, which have a test of their own. */
const TEMPLATES = "cli/starting/project-files.ts";
const files = globSync("**/*.ts", { cwd: root }).filter((file) => file.replaceAll("\\", "/") !== TEMPLATES);

/** The literals of a source file of more than one word, which somebody may read; what templates fill in is left out. */
function texts(file: string): string[] {
  const { code } = transformSync(readFileSync(join(root, file), "utf8"), { loader: "ts", target: "es2022" });
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, value } = node as { type?: unknown; value?: unknown };
    const text = type === "TemplateElement" ? (value as { cooked: string }).cooked : value;
    if ((type === "Literal" || type === "TemplateElement") && typeof text === "string" && text.includes(" "))
      found.push(text);
    for (const part of Object.values(node)) visit(part);
  };
  visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }));
  return found;
}

test("no message shows a placeholder", () => {
  const wrong = files.flatMap((file) =>
    texts(file)
      .filter((text) => /\$\{\w/.test(text))
      .map((text) => `${file}: ${text}`),
  );
  expect(wrong).toEqual([]);
});

test("what messages advise to use exists", async () => {
  await using world = await Emulator.start({ threads: 0 });
  const app = new modal.App("advice");
  const known = new Map<string, unknown>(
    Object.entries({ ...modal, world, app, explore, Emulator, clock: world.clock }),
  );
  const wrong: string[] = [];
  let checked = 0;
  for (const file of files)
    for (const text of texts(file))
      for (const [path, owner = "", ...members] of text.matchAll(
        /(?<![\w.@/"-])(world|app|explore|clock|Emulator|[A-Z][A-Za-z_]+)\.(?!ts\b)([a-z]\w+)(?:\.([a-z]\w+))?(?=[\s(`.,:;)])/g,
      )) {
        let value = known.get(owner);
        for (const member of members) {
          if (member === undefined || (typeof value !== "object" && typeof value !== "function") || value === null)
            break;
          checked++;
          const owned: object = value;
          const found: unknown =
            Reflect.get(owned, member) ?? (typeof owned === "function" ? memberOf(owned, member) : undefined);
          if (found === undefined) wrong.push(`${file}: ${path}`);
          value = found;
        }
      }
  expect(wrong).toEqual([]);
  expect(checked).toBeGreaterThan(100);
});

/** A method or an accessor that instances of a class have. */
function memberOf(owner: object, member: string): unknown {
  const prototype: unknown = Reflect.get(owner, "prototype");
  return typeof prototype === "object" && prototype !== null && member in prototype ? true : undefined;
}
