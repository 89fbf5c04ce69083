import { RealDate } from "../../time/real-time.js";
import { utcDate, utcParse } from "./utc-dates.js";

/**
 * `Date` as a container sees it: the same class, but "now" is the world's and the zone is UTC. Instances are ordinary
 * dates, so `instanceof` holds.
 */
export function virtualDate(now: () => number): DateConstructor {
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) => {
      const date = args.length === 0 ? new target(now()) : utcDate(args);
      const { prototype } = newTarget as { prototype: object };
      return prototype === target.prototype ? date : (Object.setPrototypeOf(date, prototype) as Date);
    },
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === "now" ? now : key === "parse" ? utcParse : (Reflect.get(target, key) as unknown)),
  });
}
