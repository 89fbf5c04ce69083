const HEADING = "## [Unreleased]";

export interface Release {
  readonly version: string;
  /** As 2026-01-31. */
  readonly date: string;
  /** What changesets say, a line each. */
  readonly lines: readonly string[];
}

/**
 * A changelog whose unreleased section is that of a release, with the lines of the changesets since, and has a new section above it.
 * @throws Error if there is nothing to release
 */
export function released(changelog: string, { version, date, lines }: Release): string {
  const at = changelog.indexOf(`${HEADING}\n`);
  if (at < 0) throw new Error(`CHANGELOG.md has no section ${HEADING}.`);
  const before = changelog.slice(0, at);
  const rest = changelog.slice(at + HEADING.length + 1);
  const [section = ""] = rest.split(/^(?=## )/m);
  const kept = section.trim();
  if (kept === "" && lines.length === 0)
    throw new Error("There is nothing to release: no changeset, and no line under Unreleased.");
  const added = lines.map((line) => `- ${line}`).join("\n");
  const whole = [kept, added].filter((part) => part !== "").join(/^- |\n- /.test(kept) ? "\n" : "\n\n");
  return `${before}${HEADING}\n\n## [${version}] - ${date}\n\n${whole}\n\n${rest.slice(section.length)}`.replace(
    /\n+$/,
    "\n",
  );
}

/** What a changeset says, in one line. @param text of its file */
export function summaryOf(text: string): string {
  return text
    .replace(/^---\n[^]*?\n---\n/, "")
    .trim()
    .replaceAll(/\s*\n\s*/g, " ");
}
