import type { Fire } from "./simulation-record.js";

/** What fired on the days of a simulation. */
export interface CalendarEntry {
  readonly label: string;
  readonly fires: readonly Fire[];
}

const DAY_MS = 86_400_000;

/** As many times are written out on one day; of more, the first and last. */
const WRITTEN_OUT = 6;

/** Most days, or blocks of days alike, that are written out. */
const MOST_BLOCKS = 100;

interface Block {
  first: number;
  last: number;
  days: number;
  readonly text: readonly string[];
}

/** A line for each day and function, in UTC; days on which the same happened, one after the other, share theirs. */
export function calendarLines(entries: readonly CalendarEntry[]): readonly string[] {
  const days = new Map<number, string[]>();
  for (const { label, fires } of entries)
    for (const [day, ofDay] of Map.groupBy(fires, ({ at }) => Math.floor(at / DAY_MS)))
      days.set(day, [...(days.get(day) ?? []), `${timesOf(ofDay)} ${label}`]);
  const blocks: Block[] = [];
  for (const [day, text] of [...days].toSorted(([a], [b]) => a - b)) {
    const last = blocks.at(-1);
    if (last && last.last === day - 1 && last.text.join("\n") === text.join("\n")) {
      last.last = day;
      last.days++;
    } else blocks.push({ first: day, last: day, days: 1, text });
  }
  const shown = blocks.slice(0, MOST_BLOCKS).map((block) => ({ heading: headingOf(block), text: block.text }));
  const width = Math.max(...shown.map(({ heading }) => heading.length));
  const lines = shown.flatMap(({ heading, text }) =>
    text.map((line, index) => `${(index === 0 ? heading : "").padEnd(width)}  ${line}`),
  );
  const left = blocks.slice(MOST_BLOCKS).reduce((sum, block) => sum + block.days, 0);
  return left === 0 ? lines : [...lines, `… and ${left} more days: --json has all`];
}

function headingOf({ first, last, days }: Block): string {
  return days === 1 ? dateOf(first) : `${dateOf(first)} to ${dateOf(last)}`;
}

function dateOf(day: number): string {
  const date = new Date(day * DAY_MS);
  return `${["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][date.getUTCDay()] ?? ""} ${date.toISOString().slice(0, 10)}`;
}

const SIGNS = { succeeded: "", failed: "✗", running: "…" } as const;

function timesOf(fires: readonly Fire[]): string {
  const texts = fires.map(
    ({ at, outcome }) => new Date(at).toISOString().slice(11, at % 60_000 === 0 ? 16 : 19) + SIGNS[outcome],
  );
  if (texts.length <= WRITTEN_OUT) return texts.join(" ");
  const failed = fires.filter(({ outcome }) => outcome === "failed").length;
  return `${texts[0] ?? ""} … ${texts.at(-1) ?? ""} (${texts.length} times${failed === 0 ? "" : `, ${failed} failed`})`;
}
