import { expect, test } from "vitest";
import { APP_TRANSITIONS } from "../../src/emulator/records/app-record.js";
import { INPUT_TRANSITIONS } from "../../src/emulator/records/input-states.js";
import { CONTAINER_TRANSITIONS } from "../../src/emulator/records/container-states.js";
import { readPage } from "./page.js";

const { blocks } = readPage(new URL("../../", import.meta.url), "docs/how-it-works.md");

/** The arrows of the diagram that a comment `%% states of …` names, `[*]` being before the first and after the last state. */
function arrowsOf(subject: string): [from: string, to: string][] {
  const diagram = blocks.find(
    ({ language, text }) => language === "mermaid" && text.includes(`%% states of ${subject}\n`),
  );
  if (!diagram) throw new Error(`docs/how-it-works.md has no diagram of the states of ${subject}.`);
  return Array.from(diagram.text.matchAll(/^\s*(\S+) --> ([^\s:]+)/gm), ([, from = "", to = ""]) => [from, to]);
}

test.each([
  ["an input", INPUT_TRANSITIONS],
  ["a container", CONTAINER_TRANSITIONS],
  ["an app", APP_TRANSITIONS],
] as const)(
  "the diagram of the states of %s shows every transition of the table, and no other",
  (subject, table: Readonly<Record<string, readonly string[]>>) => {
    const wanted = Object.entries(table).flatMap(([from, to]) =>
      to.length === 0 ? [`${from} --> [*]`] : to.map((state) => `${from} --> ${state}`),
    );
    const shown = arrowsOf(subject);
    expect(
      shown
        .filter(([from]) => from !== "[*]")
        .map(([from, to]) => `${from} --> ${to}`)
        .toSorted(),
    ).toEqual(wanted.toSorted());
    for (const [from, to] of shown) if (from === "[*]") expect(Object.keys(table)).toContain(to);
  },
);
