import { RealDate } from "../../time/real-time.js";
import { utcDate, utcParse } from "./utc-dates.js";

/**
 * `Date` as a container sees it: the same class, but "now" is the world's and the zone is UTC. Instances are ordinary
 * dates, so `instanceof` holds.
 * @param real that of another realm, such as a context of `node:vm`
 */
export function virtualDate(now: () => number, real: DateConstructor = RealDate): DateConstructor {
  return new Proxy(real, {
    construct: (target, args, newTarget) => {
      const time = args.length === 0 ? now() : utcDate(args);
      const date = typeof time === "object" && target === RealDate ? time : new target(Number(time));
      const { prototype } = newTarget as { prototype: object };
      return prototype === target.prototype ? date : (Object.setPrototypeOf(date, prototype) as Date);
    },
    apply: () => new real(now()).toString(),
    get: (target, key) => (key === "now" ? now : key === "parse" ? utcParse : (Reflect.get(target, key) as unknown)),
  });
}
