import { RealDate } from "../../time/real-time.js";

/** Parts of a date that have a local and a UTC reading. */
const PARTS = ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"] as const;

/** Texts that name a zone, or that are UTC by definition. */
const ZONED = /(?:[zZ]|GMT|UTC|[+-]\d\d:?\d\d)\s*(?:\([^)]*\))?$|^[+-]?\d{4,6}(?:-\d\d){0,2}$/;

const { getTimezoneOffset } = RealDate.prototype;

type Method = (this: Date, ...args: never[]) => unknown;
type Patch = readonly [target: object, name: string, replacement: Method];

/**
 * Whether this process sees anything but UTC and `en-US` by itself. Asked in a way that loads no formats: those take 50
 * ms the first time.
 */
export function isForeign(): boolean {
  return (
    !new RealDate(0).toString().endsWith("(Coordinated Universal Time)") ||
    new Intl.PluralRules().resolvedOptions().locale !== "en-US"
  );
}

/** A date from what `new Date` was given, read as UTC where no zone is named. */
export function utcDate(args: readonly unknown[]): Date {
  if (args.length > 1) return new RealDate(RealDate.UTC(...(args as [number, number])));
  const [only] = args;
  return new RealDate(typeof only === "string" ? utcParse(only) : (only as number));
}

export function utcParse(text: string): number {
  const time = RealDate.parse(text);
  return ZONED.test(text.trim()) ? time : time - getTimezoneOffset.call(new RealDate(time)) * 60_000;
}

/**
 * Lets dates and number formats of containers show UTC and `en-US`, whatever the host has. Does nothing where the host
 * has just that.
 * @param isActive whether the running code is a container's
 * @returns how to stop it
 */
export function showUtc(isActive: () => boolean): () => void {
  if (!isForeign()) return () => undefined;
  const undo = patches().map(([target, name, replacement]) => {
    const original = Reflect.get(target, name) as Method;
    const routed = function (this: Date, ...args: never[]): unknown {
      return Reflect.apply(isActive() ? replacement : original, this, args);
    };
    Object.defineProperty(target, name, { value: routed, writable: true, configurable: true });
    return () => Object.defineProperty(target, name, { value: original, writable: true, configurable: true });
  });
  return () => undo.forEach((restore) => restore());
}

function patches(): Patch[] {
  return [...localParts(), ...texts(), ...localeTexts()];
}

/** `getHours` and the like, and their setters. */
function localParts(): Patch[] {
  const prototype = RealDate.prototype as unknown as Record<string, Method>;
  const names = PARTS.flatMap((part) => [`get${part}`, `set${part}`]);
  return names.flatMap((name): Patch[] => {
    const utc = prototype[`${name.slice(0, 3)}UTC${name.slice(3)}`];
    return utc ? [[prototype, name, utc]] : []; // there is no setDay
  });
}

function texts(): Patch[] {
  const { prototype } = RealDate;
  return [
    [prototype, "getTimezoneOffset", () => 0],
    [prototype, "toString", orInvalid((day, time) => `${day} ${time}`)],
    [prototype, "toDateString", orInvalid((day) => day)],
    [prototype, "toTimeString", orInvalid((_day, time) => time)],
  ];
}

/** As the method of that name writes it: the day, and the time of day with its zone. */
function orInvalid(format: (day: string, time: string) => string): Method {
  return function (this: Date) {
    if (Number.isNaN(this.getTime())) return "Invalid Date";
    const [weekday, day, month, year, time] = this.toUTCString().replace(",", "").split(" ");
    return format(`${weekday} ${month} ${day} ${year}`, `${time} GMT+0000 (Coordinated Universal Time)`);
  };
}

function localeTexts(): Patch[] {
  const ofDates = (["toLocaleString", "toLocaleDateString", "toLocaleTimeString"] as const).map((name): Patch => {
    const original = RealDate.prototype[name];
    const replacement = function (
      this: Date,
      locales?: Intl.LocalesArgument,
      options?: Intl.DateTimeFormatOptions,
    ): string {
      return original.call(this, locales ?? "en-US", { timeZone: "UTC", ...options });
    };
    return [RealDate.prototype, name, replacement];
  });
  const { toLocaleString } = Number.prototype;
  const ofNumbers = function (
    this: unknown,
    locales?: Intl.LocalesArgument,
    options?: Intl.NumberFormatOptions,
  ): string {
    return toLocaleString.call(this as number, locales ?? "en-US", options);
  };
  return [...ofDates, [Number.prototype, "toLocaleString", ofNumbers]];
}

/** `Intl` whose formats default to `en-US` and UTC. */
export function utcIntl(): typeof Intl {
  if (!isForeign()) return Intl;
  const own: Record<string, unknown> = Object.create(Intl) as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(Intl)) {
    const original: unknown = Reflect.get(Intl, name);
    if (typeof original !== "function" || !original.prototype) continue;
    const complete = (args: unknown[]): unknown[] => [
      args[0] ?? "en-US",
      name === "DateTimeFormat" ? { timeZone: "UTC", ...(args[1] as object) } : args[1],
    ];
    const value: object = new Proxy(original, {
      construct: (target, args, newTarget) =>
        Reflect.construct(target, complete(args), newTarget === value ? target : newTarget) as object,
      apply: (target, self, args) => Reflect.apply(target as () => unknown, self, complete(args)) as unknown,
    });
    // `Intl` may be frozen
    Object.defineProperty(own, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return own as typeof Intl;
}
