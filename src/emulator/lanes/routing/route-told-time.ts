import buffer from "node:buffer";
import os from "node:os";
import perfHooks from "node:perf_hooks";
import { formatsNow } from "./formats-now.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import { routedGlobal } from "./routed-global.js";
import { routeTemporal } from "./route-temporal.js";
import type { RunningContainer } from "./running-container.js";

type Construct = new (...args: never[]) => object;

/** What options of a class are by default in a container, and which of its arguments they are. */
type Defaults = readonly [position: number, options: (container: RunningContainer) => object];

const CLASSES: Readonly<Record<string, Defaults>> = {
  File: [2, ({ now }) => ({ lastModified: now })],
  PerformanceMark: [1, ({ now, startedAt }) => ({ startTime: now - startedAt })],
};

/**
 * Routes all that tells time without being asked for it, besides `Date` and timers: `performance` as a whole, formats
 * that are given no date, when an event or a file was made, and how long the machine is up.
 */
export function routeToldTime(replace: ReplaceGlobal, currentContainer: () => RunningContainer | undefined): void {
  const route = (target: object, name: string, routed: (container: RunningContainer) => unknown): void => {
    const real: unknown = Reflect.get(target, name);
    if ((typeof real !== "function" && typeof real !== "object") || real === null) return;
    const own = (): unknown => {
      const container = currentContainer();
      return container && routed(container);
    };
    replace(target, name, { wrap: (behind) => routedGlobal(real, name, own, behind) });
  };
  for (const name of ["mark", "measure", "toJSON", "eventLoopUtilization"])
    route(performance, name, (container) => ownPerformance(container, name));
  route(perfHooks, "eventLoopUtilization", (container) => ownPerformance(container, "eventLoopUtilization"));
  for (const name of ["timeOrigin", "nodeTiming"]) {
    const real: unknown = Reflect.get(performance, name);
    const get = (): unknown => {
      const container = currentContainer();
      return container ? ownPerformance(container, name) : real;
    };
    replace(performance, name, { get });
  }
  route(os, "uptime", (container) => () => container.process.uptime());
  formatsNow(Intl, replace, () => currentContainer()?.now);
  replace(Event.prototype, "timeStamp", { get: timeStamp(currentContainer) });
  for (const [name, defaults] of Object.entries(CLASSES)) {
    const real = Reflect.get(globalThis, name) as Construct & { prototype: object };
    const value = withDefaults(real, defaults, currentContainer);
    replace(globalThis, name, { value });
    replace(real.prototype, "constructor", { value });
    for (const module of [buffer, perfHooks]) if (name in module) replace(module, name, { value });
  }
  routeTemporal(route);
}

function ownPerformance(container: RunningContainer, name: string): unknown {
  return Reflect.get(container.global("performance") as object, name);
}

/** When an event was made, which is when it is first asked: no code takes any time. */
function timeStamp(currentContainer: () => RunningContainer | undefined): (this: Event) => number {
  const real = Object.getOwnPropertyDescriptor(Event.prototype, "timeStamp")?.get as (this: Event) => number;
  const known = new WeakMap<Event, number>();
  return function (this: Event) {
    const container = currentContainer();
    const made = Reflect.apply(real, this, []);
    if (!container) return made;
    if (!known.has(this)) known.set(this, container.now - container.startedAt);
    return known.get(this) ?? made;
  };
}

function withDefaults(
  real: Construct,
  [position, options]: Defaults,
  currentContainer: () => RunningContainer | undefined,
): Construct {
  const proxy: Construct = new Proxy(real, {
    construct: (target, args: unknown[], newTarget) => {
      const container = currentContainer();
      const given =
        container && args.length >= position
          ? args.toSpliced(position, 1, { ...options(container), ...(args[position] as object) })
          : args;
      return Reflect.construct(target, given, newTarget === proxy ? target : newTarget);
    },
  });
  return proxy;
}
