/** What a cron expression says, field by field, as plain values. */
export interface CronFields {
  /** Ascending, 0 to 59. */
  readonly minutes: readonly number[];
  /** Ascending, 0 to 23. */
  readonly hours: readonly number[];
  /** 1 to 31. */
  readonly days: ReadonlySet<number>;
  /** 1 to 12. */
  readonly months: ReadonlySet<number>;
  /** 0 to 6, from Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /**
   * Days of the month and of the week are both meant if one of their fields begins with `*`; otherwise either is
   * enough.
   */
  readonly needsBothDays: boolean;
  /**
   * A minute or hour that begins with `*` is an interval: it follows the time that passes, also when clocks are put
   * back.
   */
  readonly isInterval: boolean;
}

/** Expands a sound item of a field's list, such as `1-5/2`. @param field its place in the expression, from 0 */
export type FieldParser = (field: number, item: string) => readonly number[];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31 },
  {
    name: "month",
    least: 1,
    most: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "day of week", least: 0, most: 7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

/** Most days that each month can have. */
const LONGEST: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const NONE: ReadonlySet<number> = new Set();

/** A mistake in an expression. */
export class CronMistake extends globalThis.Error {
  /** Of the first wrong character, from 1. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/**
 * Reads a cron expression of exactly five fields: `*`, numbers, names of months and weekdays, ranges, steps and lists
 * of these.
 * @throws CronMistake for anything else, and for an expression that no date fits
 */
export function parseCron(expression: string, expand: FieldParser): CronFields {
  const words = [...expression.matchAll(/[^ \t]+/g)].map(({ 0: text, index }) => ({ text, at: index }));
  for (const [index, field] of FIELDS.entries()) {
    const word = words[index];
    if (!word)
      throw new CronMistake(
        `it has ${words.length} of 5 fields (${FIELDS.map(({ name }) => name).join(", ")}): the ${field.name} is missing`,
        expression.length + 1,
      );
    checkField(field, word.text, word.at);
  }
  const [minute, hour, day, , weekday, extra] = words;
  if (extra)
    throw new CronMistake(
      `it has more than 5 fields (${FIELDS.map(({ name }) => name).join(", ")}): seconds and years are not known`,
      extra.at + 1,
    );
  const values = words.map(({ text }, field) => new Set(text.split(",").flatMap((item) => expand(field, item))));
  const [minutes, hours, days, months, weekdays] = [
    values[0] ?? NONE,
    values[1] ?? NONE,
    values[2] ?? NONE,
    values[3] ?? NONE,
    values[4] ?? NONE,
  ];
  const fields: CronFields = {
    minutes: [...minutes].toSorted((a, b) => a - b),
    hours: [...hours].toSorted((a, b) => a - b),
    days,
    months,
    weekdays: new Set([...weekdays].map((value) => value % 7)),
    needsBothDays: isOpen(day) || isOpen(weekday),
    isInterval: isOpen(minute) || isOpen(hour),
  };
  if (
    fields.needsBothDays &&
    ![...fields.months].some((index) => [...fields.days].some((date) => date <= (LONGEST[index - 1] ?? 0)))
  ) {
    throw new CronMistake("no such day exists in such a month", (day?.at ?? 0) + 1);
  }
  return fields;
}

function isOpen(word: { readonly text: string } | undefined): boolean {
  return word?.text.startsWith("*") ?? false;
}

function checkField(field: Field, text: string, at: number): void {
  for (let start = 0; start <= text.length;) {
    const end = text.indexOf(",", start);
    checkItem(field, text.slice(start, end < 0 ? undefined : end), at + start);
    if (end < 0) return;
    start = end + 1;
  }
}

/** `*`, `5`, `1-5`, each but the single value with a step. */
function checkItem(field: Field, item: string, at: number): void {
  const wrong = (why: string, offset = 0): never => {
    throw new CronMistake(`${why} in the ${field.name}`, at + offset + 1);
  };
  const [range = "", step, ...more] = item.split("/");
  if (range === "") wrong(item === "" ? "a value is missing" : "a range before the step is missing");
  if (more.length > 0) wrong("a second step", range.length + (step?.length ?? 0) + 1);
  const [from = "", to, ...others] = range.split("-");
  if (others.length > 0) wrong("a second range", from.length + (to?.length ?? 0) + 1);
  if (range !== "*") {
    const first = valueOf(field, from, wrong, 0);
    if (to !== undefined && valueOf(field, to, wrong, from.length + 1) < first)
      wrong(`the range ${range} runs backwards`);
    if (to === undefined && step !== undefined)
      wrong(`a step after a single value (write ${from}-${field.most}/${step})`, range.length);
  }
  if (step === undefined) return;
  const width = field.most - field.least + 1;
  if (!/^\d{1,4}$/.test(step) || Number(step) < 1 || Number(step) > width)
    wrong(`the step ${JSON.stringify(step)} is no number from 1 to ${width}`, range.length + 1);
}

function valueOf(field: Field, text: string, wrong: (why: string, offset: number) => never, offset: number): number {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + field.least;
  const value = Number(text);
  if (!/^\d{1,4}$/.test(text) || value < field.least || value > field.most) {
    wrong(
      `${text === "" ? "nothing" : JSON.stringify(text)} is no number from ${field.least} to ${field.most}${field.names ? ` and no name such as "${field.names[1]}"` : ""}`,
      offset,
    );
  }
  return value;
}
