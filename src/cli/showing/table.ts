import type { Output } from "../../output/streams.js";
import { withoutControls } from "./without-controls.js";

/** A cell: dates are shown in UTC. */
export type Cell = string | number | boolean | Date | null | undefined;

/** What a command lists. */
export interface Listing {
  readonly title?: string;
  /** As Modal's commands name them. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Shows a list: a table for people, or JSON whose keys are the columns in snake case. */
export async function show(stdout: Output, { title, columns, rows }: Listing, isJson: boolean): Promise<void> {
  if (isJson) {
    const keys = columns.map((column) => column.toLowerCase().replaceAll(/\W+/g, "_"));
    const objects = rows.map((row) => Object.fromEntries(keys.map((key, index) => [key, row[index] ?? null])));
    stdout.write(`${JSON.stringify(objects, undefined, 2)}\n`);
    return;
  }
  const { default: Table } = await import("cli-table3");
  const widths = stdout.isTTY === true ? fitted(columns, rows, stdout.columns ?? 80) : undefined;
  const table = new Table({
    head: [...columns],
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    ...(widths && { colWidths: widths }),
  });
  for (const row of rows) table.push(row.map(cellText));
  const heading = title === undefined ? "" : `${title}\n`;
  stdout.write(`${heading}${table.toString()}\n`);
}

/** A moment of virtual time, as tables show it. */
export function shownTime(time: Date | number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function cellText(cell: Cell): string {
  if (cell === undefined || cell === null) return "";
  return cell instanceof Date ? shownTime(cell) : withoutControls(String(cell));
}

/** Borders and padding of a column. */
const FRAME = 3;
const NARROWEST = 5;

function longest(texts: readonly string[], separator: RegExp): number {
  return Math.max(...texts.flatMap((text) => text.split(separator).map((part) => part.length)));
}

/**
 * Widths of columns, if the table would be wider than the terminal: first those give way that can without a break
 * inside of a word, then the widest.
 */
function fitted(columns: readonly string[], rows: Listing["rows"], width: number): number[] | undefined {
  const cells = columns.map((column, index) => [column, ...rows.map((row) => cellText(row[index]))]);
  const widths = cells.map((texts) => longest(texts, /\n/));
  const words = cells.map((texts) => longest(texts, /\s/));
  let surplus = widths.reduce((sum, each) => sum + each, 0) + 1 + FRAME * columns.length - width;
  if (surplus <= 0) return undefined;
  const narrow = (floor: (index: number) => number): boolean => {
    const slack = widths.map((each, index) => (each > floor(index) ? each : 0));
    const widest = slack.indexOf(Math.max(...slack));
    if ((slack[widest] ?? 0) === 0) return false;
    widths[widest] = (widths[widest] ?? 0) - 1;
    return true;
  };
  while (surplus > 0 && (narrow((index) => words[index] ?? 0) || narrow(() => NARROWEST))) surplus--;
  return widths.map((each) => each + FRAME - 1);
}
