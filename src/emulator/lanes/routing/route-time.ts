import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { routedDate, routedGlobal } from "./routed-global.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import { RealDate } from "../../time/real-time.js";
import { timerPromises } from "../../time/timer-promises.js";
import type { TimeScope } from "../../time/virtual-timers.js";

/** Modules of Node's that take timers for themselves when they are loaded: those of real children and connections. */
const TAKE_TIMERS = ["node:child_process", "node:http"];

/** Routes what tells time, and what waits, to whose time it is; where it is nobody's, everything is as it was. */
export function routeTime(replace: ReplaceGlobal, scope: () => TimeScope | undefined): void {
  for (const name of TAKE_TIMERS) process.getBuiltinModule(name); // with the real ones, in every thread
  const route = (target: object, name: string, routed: (scope: TimeScope) => unknown): void => {
    const replacement = routedGlobal(Reflect.get(target, name), name, () => {
      const own = scope();
      return own && routed(own);
    });
    if (replacement) replace(target, name, { value: replacement });
  };
  for (const name of ["setTimeout", "setInterval", "scheduler"] as const)
    route(timersPromises, name, (own) => timerPromises(own.timers)[name]);
  for (const name of ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] as const) {
    route(globalThis, name, (own) => own.global(name));
    route(timers, name, (own) => own.global(name));
  }
  route(performance, "now", (own) => () => own.now - own.startedAt);
  const value = routedDate(Date, () => scope()?.global("Date") as DateConstructor | undefined);
  replace(globalThis, "Date", { value });
  replace(RealDate.prototype, "constructor", { value }); // what dates are made by that are made like another one
}
