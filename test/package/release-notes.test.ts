import { expect, test } from "vitest";
import { released, summaryOf } from "../../tools/release-notes.ts";

const release = { version: "0.2.0", date: "2026-02-01" };
const older = "## [0.1.0] - 2026-01-01\n\n### Added\n\n- All.\n";

test.each([
  {
    what: "lines of changesets follow what was written by hand",
    section: "### Added\n\n- A thing.\n\n",
    lines: ["Another thing.", "**Fixed:** a third."],
    becomes: "### Added\n\n- A thing.\n- Another thing.\n- **Fixed:** a third.",
  },
  { what: "or stand alone", section: "", lines: ["A thing."], becomes: "- A thing." },
  { what: "or are none", section: "- A thing.\n\n", lines: [], becomes: "- A thing." },
])("$what", ({ section, lines, becomes }) => {
  expect(released(`# Changelog\n\n## [Unreleased]\n\n${section}${older}`, { ...release, lines })).toBe(
    `# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-02-01\n\n${becomes}\n\n${older}`,
  );
});

test("the first release has nothing below it", () => {
  expect(released("## [Unreleased]\n\n- A thing.\n", { ...release, lines: [] })).toBe(
    "## [Unreleased]\n\n## [0.2.0] - 2026-02-01\n\n- A thing.\n",
  );
});

test("nothing is no release", () => {
  expect(() => released(`## [Unreleased]\n\n${older}`, { ...release, lines: [] })).toThrow("nothing to release");
  expect(() => released(older, { ...release, lines: [] })).toThrow("no section");
});

test("what a changeset says becomes one line", () => {
  expect(summaryOf('---\n"modal-emulator": minor\n---\n\nA thing,\nand more of it.\n')).toBe(
    "A thing, and more of it.",
  );
});
