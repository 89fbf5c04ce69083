import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderParity } from "../../tools/render-parity.ts";
import { TABLES } from "./tables.ts";

const AREAS = TABLES.flatMap(({ title, areas }) =>
  areas.map((area) => ({ ...area, title: `${title}: ${area.title}` })),
);

test("docs/parity.md is what `npm run parity` makes of the rows", () => {
  expect(readFileSync(new URL("../../docs/parity.md", import.meta.url), "utf8")).toBe(renderParity(TABLES));
});

test.each(AREAS)("$title: no name has two rows", ({ rows }) => {
  const names = rows.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
