import { DAY_NAMES, MONTH_NAMES } from "./date-format.js";

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const UNIT_MS: Readonly<Record<string, number>> = {
  sec: SECOND_MS,
  second: SECOND_MS,
  min: 60 * SECOND_MS,
  minute: 60 * SECOND_MS,
  hour: 3_600 * SECOND_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  fortnight: 14 * DAY_MS,
};

/** Where reading has come to. */
interface State {
  rest: string;
  readonly now: number;
  /** Epoch milliseconds of midnight. */
  day: number;
  /** Milliseconds since then. */
  time: number;
  /** Minutes east of UTC. */
  zone: number;
  months: number;
  shift: number;
}

/**
 * A time as `date -d` reads it: `@N`, ISO 8601, `Jan 2 2024`, `1/2/2024`, `10:30 pm`, words such as `yesterday`, and
 * what is relative, such as `2 days ago` or `next month`.
 * @param now epoch milliseconds, as is what it returns
 * @returns nothing, if it cannot be read
 */
export function parseDate(text: string, now: number): number | undefined {
  const [, seconds] = /^\s*@(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  if (seconds !== undefined) return Number(seconds) * SECOND_MS;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const isEmpty = text.trim() === "";
  const state: State = { rest: text, now, day: today, time: isEmpty ? 0 : now - today, zone: 0, months: 0, shift: 0 };
  while (state.rest.trim() !== "") {
    state.rest = state.rest.replace(/^[\s,]+/, "");
    if (state.rest !== "" && !RULES.some((rule) => taken(state, rule))) return undefined;
  }
  const day = new Date(state.day);
  const months = day.getUTCMonth() + state.months;
  const moved = Date.UTC(day.getUTCFullYear(), months, day.getUTCDate());
  return Number.isNaN(moved) ? undefined : moved + state.time + state.shift - state.zone * 60 * SECOND_MS;
}

type Rule = readonly [pattern: RegExp, act: (state: State, parts: readonly (string | undefined)[]) => boolean | void];

function taken(state: State, [pattern, act]: Rule): boolean {
  const match = pattern.exec(state.rest);
  if (!match || act(state, match.slice(1)) === false) return false;
  state.rest = state.rest.slice(match[0].length);
  return true;
}

function setDay(state: State, year: number, month: number, day: number): boolean {
  const ms = Date.UTC(year, month - 1, day);
  if (month < 1 || month > 12 || new Date(ms).getUTCDate() !== day) return false;
  state.day = ms;
  if (!state.rest.includes(":")) state.time = 0;
  return true;
}

function yearOf(state: State): number {
  return new Date(state.now).getUTCFullYear();
}

function monthOf(name = ""): number {
  return MONTH_NAMES.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase().slice(0, 3))) + 1;
}

const MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";

function shift(state: State, count: number, unit = ""): boolean {
  const name = unit.toLowerCase().replace(/s$/, "");
  if (name === "month") state.months += count;
  else if (name === "year") state.months += 12 * count;
  else if (UNIT_MS[name] !== undefined) state.shift += count * UNIT_MS[name];
  else return false;
  return true;
}

const RULES: readonly Rule[] = [
  [
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s](?=\d{1,2}:))?/i,
    (state, [year, month, day]) => setDay(state, Number(year), Number(month), Number(day)),
  ],
  [
    /^(\d{4})(\d\d)(\d\d)(?![\d:])/,
    (state, [year, month, day]) => setDay(state, Number(year), Number(month), Number(day)),
  ],
  [
    /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?/,
    (state, [month, day, year]) => setDay(state, Number(year ?? yearOf(state)), Number(month), Number(day)),
  ],
  [
    /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(am|pm)?(?:\s*(z|utc|gmt)\b|\s*([-+])(\d\d):?(\d\d)?(?![\d\s]*[a-z]))?/i,
    (state, [hours, minutes, seconds = "0", fraction = "0", half, , sign, zoneHours = "0", zoneMinutes = "0"]) => {
      const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
      if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return false;
      state.time = (hour * 3_600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`)) * SECOND_MS;
      if (sign !== undefined) state.zone = (sign === "-" ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
    },
  ],
  [
    new RegExp(`^${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?(?![\\d:])`, "i"),
    (state, [month, day, year]) => setDay(state, Number(year ?? yearOf(state)), monthOf(month), Number(day)),
  ],
  [
    new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+${MONTH}(?:[\\s-]+(\\d{4}))?(?![\\d:])`, "i"),
    (state, [day, month, year]) => setDay(state, Number(year ?? yearOf(state)), monthOf(month), Number(day)),
  ],
  [
    /^(\d{4})(?![\d:])(?=\s*$)/,
    (state, [year]) =>
      setDay(state, Number(year), new Date(state.day).getUTCMonth() + 1, new Date(state.day).getUTCDate()),
  ],
  [/^(?:now|today|utc|gmt|z)\b/i, () => {}],
  [/^yesterday\b/i, (state) => shift(state, -1, "day")],
  [/^tomorrow\b/i, (state) => shift(state, 1, "day")],
  [/^noon\b/i, (state) => void (state.time = DAY_MS / 2)],
  [/^midnight\b/i, (state) => void (state.time = 0)],
  [
    /^([-+]?)\s*(\d+)\s*([a-z]+)(\s+ago)?\b/i,
    (state, [sign, count, unit, ago]) =>
      shift(state, Number(count) * (sign === "-" ? -1 : 1) * (ago === undefined ? 1 : -1), unit),
  ],
  [
    /^(next|last|a|an|this)\s+([a-z]+?)(\s+ago)?\b(?!\w)/i,
    (state, [which = "", unit = "", ago]) => {
      const count = /^last$/i.test(which) ? -1 : /^this$/i.test(which) ? 0 : 1;
      if (shift(state, ago === undefined ? count : -count, unit)) return true;
      return weekday(state, unit, count > 0 && !/^an?$/i.test(which) ? 1 : count);
    },
  ],
  [/^([a-z]+)\b/i, (state, [name = ""]) => weekday(state, name, 0)],
];

/** The next day of that name, which may be today. */
function weekday(state: State, name: string, weeks: number): boolean {
  const index = DAY_NAMES.findIndex((day) => name.length >= 3 && day.toLowerCase().startsWith(name.toLowerCase()));
  if (index < 0) return false;
  const ahead = (index - new Date(state.day).getUTCDay() + 7) % 7;
  // of a date that has been read, its weekday says nothing new
  if (state.time !== 0 || ahead !== 0 || weeks !== 0) {
    state.shift += (ahead + (weeks > 0 && ahead === 0 ? 7 : weeks < 0 ? -7 : 0)) * DAY_MS;
    if (!state.rest.includes(":")) state.time = 0;
  }
  return true;
}
