/** `Date` as a container sees it: the same class, but "now" is the world's. Instances are ordinary dates, so `instanceof` holds. */
export function virtualDate(now: () => number): DateConstructor {
  function VirtualDate(this: unknown, ...args: unknown[]): Date | string {
    if (!new.target) return new Date(now()).toString();
    return Reflect.construct(Date, args.length === 0 ? [now()] : args, new.target === VirtualDate ? Date : new.target) as Date;
  }
  Object.defineProperties(VirtualDate, {
    prototype: { value: Date.prototype, writable: false },
    name: { value: "Date", configurable: true },
    length: { value: 7, configurable: true },
    now: { value: now, writable: true, configurable: true },
    parse: { value: Date.parse, writable: true, configurable: true },
    UTC: { value: Date.UTC, writable: true, configurable: true },
  });
  return VirtualDate as unknown as DateConstructor;
}
