import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { routedDate, routedGlobal } from "./routed-global.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import { RealDate, realPerformance } from "../../time/real-time.js";
import { timerPromises } from "../../time/timer-promises.js";
import type { TimeScope } from "../../time/virtual-timers.js";

const NAMES = ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] as const;

/** What is there before anything replaces it. */
const REAL = new Map<object, Readonly<Record<string, unknown>>>([
  [globalThis, { Date: RealDate, ...pick(globalThis, NAMES) }],
  [timers, pick(timers, NAMES)],
  [timersPromises, pick(timersPromises, ["setTimeout", "setInterval", "scheduler"])],
  [realPerformance, { now: Reflect.get(realPerformance, "now") }],
]);

/** Modules of Node's that take timers for themselves when they are loaded: those of real children and connections. */
const TAKE_TIMERS = ["node:child_process", "node:http"];

/** What is there before anything replaces it, or now. */
export function realOf(target: object, name: string): unknown {
  return REAL.get(target)?.[name] ?? (Reflect.get(target, name) as unknown);
}

/**
 * Routes what tells time, and what waits, to whose time it is; where it is nobody's, everything is as it was.
 * @param staysInFront whether that holds also when others replace it later, as fake timers do
 */
export function routeTime(replace: ReplaceGlobal, scope: () => TimeScope | undefined, staysInFront = false): void {
  const isWanted = staysInFront ? (): boolean => scope() !== undefined : undefined;
  for (const name of TAKE_TIMERS) process.getBuiltinModule(name); // with the real ones, in every thread
  const route = (target: object, name: string, routed: (scope: TimeScope) => unknown): void => {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== "function" && typeof original !== "object") return;
    const own = (): unknown => {
      const found = scope();
      return found && routed(found);
    };
    replace(target, name, {
      make: (behind) => routedGlobal(original, name, own, behind),
      real: realOf(target, name),
      isWanted,
    });
  };
  for (const name of ["setTimeout", "setInterval", "scheduler"] as const)
    route(timersPromises, name, (own) => timerPromises(own.timers)[name]);
  for (const name of NAMES) {
    route(globalThis, name, (own) => own.global(name));
    route(timers, name, (own) => own.global(name));
  }
  // fake timers put another one in its place
  for (const each of new Set([performance, realPerformance]))
    route(each, "now", (own) => () => own.now - own.startedAt);
  const own = (): DateConstructor | undefined => scope()?.global("Date") as DateConstructor | undefined;
  replace(globalThis, "Date", {
    make: (behind) => routedDate(Date, own, behind as () => DateConstructor),
    real: RealDate,
    isWanted,
  });
  replace(RealDate.prototype, "constructor", { value: Date }); // what dates are made by that are made like another one
}

function pick(object: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, Reflect.get(object, name) as unknown]));
}
