import { existsSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { ROOT } from "./pages.ts";

/** Where a member comes from is of no use to who calls it. */
const ORIGINS = /^#{2,6} (?:Inherited from|Overrides|Implementation of)\n\n(?:[^\n#*].*\n+)+/gm;

/** Parts of a member: as headings they would be most of what the search finds, and most of what is listed beside the page. */
const PARTS = /^#{2,6} (Parameters|Returns|Throws|Type Parameters|Example|Default Value|Deprecated)$/gm;

/**
 * A page of the reference as readers get it.
 * @param text as TypeDoc writes it
 * @param file where it is written to
 */
export function referenceText(text: string, file: string): string {
  const folder = dirname(file);
  const shortened = text
    .replace(ORIGINS, "")
    .replace(/^#+ Get Signature\n\n/gm, "")
    .replace(PARTS, "**$1**");
  return withAdvice(withLinkedPages(shortened, folder), basename(file), folder);
}

/** What comments cite by its path becomes a link to that page. */
function withLinkedPages(text: string, folder: string): string {
  return text.replace(
    /(?<![\w(/[])docs\/[\w/-]+\.md(?:#[\w-]+)?/g,
    (cited) => `[${cited}](${linkTo(ROOT + cited, folder)})`,
  );
}

/** An error leads to the page that says what to do about it. */
function withAdvice(text: string, name: string, folder: string): string {
  const page = `${ROOT}docs/errors/${name}`;
  if (!existsSync(page)) return text;
  return text.replace(/^(# .*\n\n(?:[^#\n].*\n)*)/, `$1\n[An example, and what to do](${linkTo(page, folder)}).\n`);
}

function linkTo(page: string, folder: string): string {
  return relative(folder, page).replaceAll("\\", "/");
}
