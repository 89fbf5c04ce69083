import { readFileSync } from "node:fs";
import { STATES, type Area, type Row, type State } from "../test/parity-table/row.ts";
import type { Table } from "../test/parity-table/tables.ts";

/** The page docs/parity.md, in Markdown. */
export function renderParity(tables: readonly Table[]): string {
  return [
    prose("before"),
    "## Summary",
    summary(tables),
    ...tables.flatMap(({ title, intro, areas }) => [`## ${title}`, intro, ...areas.flatMap(sectionOf)]),
    prose("after"),
  ]
    .join("\n\n")
    .concat("\n");
}

/** What stands before and after the tables. */
function prose(name: "before" | "after"): string {
  return readFileSync(new URL(`parity-${name}.md`, import.meta.url), "utf8").trim();
}

function summary(tables: readonly Table[]): string {
  return table(
    ["", ...STATES, "all"],
    tables.flatMap(({ title, areas }) => [
      ...areas.map((area) => [area.title, ...countsOf(area.rows)]),
      [`**${title}**`, ...countsOf(areas.flatMap(({ rows }) => rows)).map((count) => count && `**${count}**`)],
    ]),
    STATES.length + 1,
  );
}

function countsOf(rows: readonly Row[]): string[] {
  const count = (state: State): number => rows.filter((row) => row.state === state).length;
  return [...STATES.map((state) => String(count(state) || "")), String(rows.length)];
}

function sectionOf({ title, intro, rows }: Area): string[] {
  const lines = rows.map(({ name, here, state, note }) => [code(name), code(here), state, note]);
  return [`### ${title}`, ...(intro === undefined ? [] : [intro]), table(["Modal", "here", "state", "note"], lines)];
}

/** As code, unless it has some already, or is a description. */
function code(text: string): string {
  return text === "" || text.includes("`") || /^(?:\(|the same)/.test(text) ? text : `\`${text}\``;
}

/** @param numeric how many of the last columns are numbers */
function table(head: readonly string[], lines: readonly (readonly string[])[], numeric = 0): string {
  const rule = head.map((_, index) => (index < head.length - numeric ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.map(escape).join(" | ")} |`).join("\n");
}

/** A bar would end the cell. */
function escape(cell: string): string {
  return cell.replaceAll(/(?<!\\)\|/g, "\\|");
}
