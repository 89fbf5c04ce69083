const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances between the lines of a ruler, in milliseconds. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * DAY),
];

const LONGEST = 364 * DAY;

/** The smallest distance of round length that is no shorter than `least`, if that is finite. */
export function roundStep(least: number): number {
  const known = STEPS.find((step) => step >= least);
  return known ?? LONGEST * 10 ** Math.ceil(Math.log10(least / LONGEST));
}

/** A time on a ruler whose lines are `step` apart, both in milliseconds. */
export function rulerText(time: number, step: number): string {
  const [date, clock = ""] = timeText(time).split(" "); // years beyond 9999 are longer
  if (step >= DAY || time % DAY === 0) return date ?? "";
  if (step >= MINUTE) return clock.slice(0, 5);
  return clock.slice(0, step >= SECOND ? 8 : 12);
}

/** A time in full, such as `2026-01-01 00:00:10.250`. */
export function timeText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace("T", " ").replace("Z", "");
}

/** A time among others, which are between these: without the date if it is the same for all of them. */
export function clockText(time: number, first: number, last: number): string {
  const [date = "", clock = date] = timeText(time).split(" ");
  const [[from], [to]] = [timeText(first).split(" "), timeText(last).split(" ")];
  return from === to ? clock : `${date.replace(/^\d{4}-/, "")} ${clock}`;
}

/** A length of time, such as `1 h 5 min`, `2.5 s` or `0`. */
export function spanText(ms: number): string {
  if (ms === 0) return "0";
  if (ms < SECOND) return `${ms} ms`;
  if (ms < MINUTE) return `${ms / SECOND} s`;
  const tenths = (unit: number): number => Math.round((ms / unit) * 10) * (unit / 10); // rounded before it is divided
  const [rounded, large, small, largeName, smallName] =
    tenths(SECOND) < HOUR
      ? [tenths(SECOND), MINUTE, SECOND, "min", "s"]
      : tenths(MINUTE) < DAY
        ? [tenths(MINUTE), HOUR, MINUTE, "h", "min"]
        : [tenths(HOUR), DAY, HOUR, "d", "h"];
  const rest = (rounded % large) / small;
  return `${Math.floor(rounded / large)} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ""}`;
}
