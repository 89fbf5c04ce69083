import { execFile } from "node:child_process";
import { globSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Folders whose code names pages of the documentation. */
const CITING = ["bench", "src", "test", "tools"];

/** Pages that a citation may be relative to. */
const HOMES = ["README.md", "docs/parity.md", "docs/modal/README.md"];

const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...filesIn("docs", "md")];

test("every link of a page leads to a file, and to a heading of it", () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !/^\w+:/.test(link) && !leadsSomewhere(link, page))
      .map((link) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test("every link of a page that is in the package leads to something that is there, too", async () => {
  const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const packed = files.map(({ path }) => path);
  expect(packed).toContain("docs/quickstart.md");
  const broken = packed
    .filter((path) => path.endsWith(".md"))
    .flatMap((page) =>
      linksOf(page)
        .filter((link) => !/^\w+:|^#/.test(link))
        .map((link) => join(dirname(page), decodeURIComponent(link.replace(/#.*$/, ""))).replace(/\/$/, ""))
        .filter((target) => !packed.some((path) => path === target || path.startsWith(`${target}/`)))
        .map((target) => `${page}: ${target}`),
    );
  expect(broken).toEqual([]);
});

test("every page and heading that code cites is there", () => {
  const citations = /(?:docs\/modal\/[\w-]+\.md\b(?:#[\w-]+)?|[\w/-]+\.md#[\w-]+)/g;
  const cited = codeIn(CITING).flatMap((file) =>
    Array.from(textOf(file).matchAll(citations), ([citation]) => ({ file, citation })),
  );
  const broken = cited.filter(({ citation }) => !HOMES.some((home) => leadsSomewhere(citation, home)));
  expect(broken).toEqual([]);
  for (const folder of ["src/", "test/"]) expect(cited.some(({ file }) => file.startsWith(folder))).toBe(true);
});

test("nothing is cited by number", () => {
  const numbered = codeIn(CITING).flatMap((file) =>
    Array.from(
      textOf(file).matchAll(
        /\b(?:sections?|choices?)\s+(?:\*\s+)?\d[\d.]*|\(21\.\d+|\band \d+\.\d+ [a-z]|\bModal:\s*(?:\*\s*)?[,.]/gi,
      ),
      ([citation]) => `${file}: ${citation}`,
    ),
  );
  expect(numbered).toEqual([]);
});

function linksOf(page: string): string[] {
  return Array.from(prose(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link);
}

function filesIn(folder: string, extensions: string): string[] {
  return globSync(`${folder}/**/*.${extensions}`, {
    cwd: ROOT,
    exclude: (name) => /(?:^|\/)(?:node_modules|dist)$/.test(name),
  })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}

function codeIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => filesIn(folder, "{ts,cts,js,cjs,mjs}"));
}

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** A page without its code. */
function prose(page: string): string {
  return textOf(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ""));
}

/** @param from the page that a relative link stands on */
function leadsSomewhere(link: string, from: string): boolean {
  const [encoded = "", anchor] = link.split("#");
  const path = encoded === "" ? from : join(dirname(from), decodeURIComponent(encoded));
  return existsSync(join(ROOT, path)) && (anchor === undefined || anchorsOf(path).has(anchor));
}

const known = new Map<string, ReadonlySet<string>>();

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const found = known.get(page);
  if (found) return found;
  const anchors = new Set<string>();
  known.set(page, anchors);
  for (const [, heading = ""] of textOf(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .matchAll(/^#+ +(.+?) *$/gm)) {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    let number = 0;
    while (anchors.has(number === 0 ? anchor : `${anchor}-${number}`)) number++;
    anchors.add(number === 0 ? anchor : `${anchor}-${number}`);
  }
  return anchors;
}
