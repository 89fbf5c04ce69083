import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { dirname, join } from "node:path/posix";
import { fileURLToPath } from "node:url";

/** Where pages are taken from. Their paths are relative to it, with `/` between folders. */
export const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Which of the repository's pages are not taken, as patterns. */
export const LEFT_OUT = ["!(docs|site)/**/*", "README.md", "CONTRIBUTING.md"];

/** The path that a page of the repository has on the site, such as `modal/index.md` for `docs/modal/README.md`. */
export function sitePath(page: string): string {
  return page
    .replace(/^(?:docs|site)\//, "")
    .replace(/(^|\/)README\.md$/, "$1index.md")
    .replace(/^CHANGELOG\.md$/, "changelog.md");
}

/** The page of the repository that a relative link leads to, a folder's being its README; `undefined` if there is none. */
export function linkedPage(link: string, from: string): string | undefined {
  const target = join(dirname(from), decodeURIComponent(link)).replace(/\/$/, "");
  const page = [target, join(target, "README.md"), join(target, "index.md")].find(
    (path) => path.endsWith(".md") && existsSync(join(ROOT, path)),
  );
  return page ?? (existsSync(join(ROOT, target)) ? "README.md" : undefined);
}

/** Pages of a folder, sorted by name, a README first. */
export function pagesIn(folder: string): string[] {
  return globSync(`${folder}/*.md`, { cwd: ROOT })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted((one, other) => (order(one) < order(other) ? -1 : 1));
}

/** What a page is sorted by. */
function order(page: string): string {
  return basename(page) === "README.md" ? "" : page;
}

/** The text of a page's first heading, without marks. */
export function titleOf(page: string): string {
  const [, heading = basename(page, ".md")] = /^# +(.+?) *$/m.exec(readFileSync(join(ROOT, page), "utf8")) ?? [];
  return heading.replace(/\\(?=[<>[\]_*])|`|~~/g, "");
}
