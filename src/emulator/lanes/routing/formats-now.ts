import type { ReplaceGlobal } from "./replaced-globals.js";

type Format = (date?: Date | number) => unknown;

/**
 * Has formats of a realm that are given no date show another "now".
 * @param now `undefined` where it is the real one
 */
export function formatsNow(intl: typeof Intl, replace: ReplaceGlobal, now: () => number | undefined): void {
  const { prototype } = intl.DateTimeFormat;
  const { formatToParts } = prototype;
  const bound = Object.getOwnPropertyDescriptor(prototype, "format")?.get as (this: Intl.DateTimeFormat) => Format;
  const formats = new WeakMap<Format, Format>();
  replace(prototype, "format", {
    get(this: Intl.DateTimeFormat) {
      const real = Reflect.apply(bound, this, []);
      const known = formats.get(real);
      if (known) return known;
      const format: Format = (date) => real(date ?? now());
      formats.set(real, format);
      return format;
    },
  });
  replace(prototype, "formatToParts", {
    value: function (this: Intl.DateTimeFormat, date?: Date | number) {
      return Reflect.apply(formatToParts, this, [date ?? now()]);
    },
  });
}
