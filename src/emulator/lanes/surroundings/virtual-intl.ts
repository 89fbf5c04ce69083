import { utcIntl } from "./utc-dates.js";

/** `Intl` as a container sees it: formats that are given no date show the world's "now". */
export function virtualIntl(now: () => number): typeof Intl {
  const shown = utcIntl();
  const showNow = (format: Intl.DateTimeFormat): Intl.DateTimeFormat => {
    const { format: text } = format;
    const parts = format.formatToParts.bind(format);
    const members = {
      format: (date: Date | number = now()) => text(date),
      formatToParts: (date: Date | number = now()) => parts(date),
    };
    for (const [name, value] of Object.entries(members))
      Object.defineProperty(format, name, { value, writable: true, configurable: true });
    return format;
  };
  const DateTimeFormat: typeof Intl.DateTimeFormat = new Proxy(shown.DateTimeFormat, {
    construct: (target, args, newTarget) =>
      showNow(
        Reflect.construct(target, args, newTarget === DateTimeFormat ? target : newTarget) as Intl.DateTimeFormat,
      ),
    apply: (target, _self, args: []) => showNow(target(...args)),
  });
  return Object.create(shown, {
    DateTimeFormat: { value: DateTimeFormat, writable: true, configurable: true },
  }) as typeof Intl;
}
