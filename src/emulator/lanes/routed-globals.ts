import { syncBuiltinESMExports } from "node:module";
import nodeCrypto from "node:crypto";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import type { ContainerRuntime } from "./container-runtime.js";
import { currentContainer } from "./container-session.js";
import { timerPromises } from "./timer-promises.js";
import { showUtc } from "./utc-dates.js";

type Target = Record<string, unknown>;
type Callable = (...args: unknown[]) => unknown;

/**
 * Routes the globals of this thread to the container that runs, if one does.
 * @returns how to stop it
 */
export function routeGlobals(): () => void {
  const routed = new RoutedGlobals();
  return () => routed.restore();
}

/**
 * What npm packages see of time, chance and output: packages are shared by the containers of a lane, so their globals ask which container
 * runs. Outside of containers everything is as it was.
 */
class RoutedGlobals {
  readonly #restore: (() => void)[] = [];

  constructor() {
    for (const name of ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] as const) {
      this.#route(globalThis, name, (container) => container.global(name) as Callable);
      this.#route(timers, name, (container) => container.global(name) as Callable);
    }
    for (const name of ["setTimeout", "setInterval", "scheduler"]) this.#route(timersPromises, name, (container) => timerPromises(container.timers)[name] as Callable);
    this.#route(globalThis, "fetch", (container) => container.global("fetch") as Callable);
    this.#route(Math as unknown as Target, "random", ({ chance }) => chance.random);
    this.#route(performance as unknown as Target, "now", (container) => () => container.now - container.startedAt);
    this.#route(process as unknown as Target, "exit", ({ process: own }) => own.exit.bind(own) as Callable);
    for (const name of ["randomUUID", "getRandomValues"] as const) this.#route(crypto as unknown as Target, name, ({ chance }) => chance[name] as Callable);
    for (const name of ["randomUUID", "randomUUIDv7", "randomBytes", "randomInt", "randomFill", "randomFillSync"]) this.#route(nodeCrypto, name, ({ chance }) => chance.nodeCrypto()[name] as Callable);
    for (const name of ["log", "info", "debug", "warn", "error", "dir", "table", "trace"] as const) this.#route(console as unknown as Target, name, (container) => container.console[name].bind(container.console) as Callable);
    this.#routeDate();
    this.#routeTimeout();
    syncBuiltinESMExports();
  }

  restore(): void {
    for (const undo of this.#restore.toReversed()) undo();
    syncBuiltinESMExports();
  }

  #replace(target: Target, name: string, value: unknown): void {
    const descriptor = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: descriptor?.enumerable ?? false });
    this.#restore.push(() => {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else delete target[name];
    });
  }

  #route(target: Target, name: string, routed: (container: ContainerRuntime) => Callable): void {
    const original = target[name];
    if (typeof original !== "function") {
      if (typeof original === "object" && original !== null) this.#routeObject(target, name, routed);
      return;
    }
    const replacement = function (this: unknown, ...args: unknown[]): unknown {
      const container = currentContainer();
      return container ? routed(container)(...args) : Reflect.apply(original, this, args);
    };
    this.#replace(target, name, Object.assign(Object.defineProperty(replacement, "name", { value: name, configurable: true }), Object.fromEntries(Reflect.ownKeys(original).filter((key) => typeof key === "symbol").map((key) => [key, (original as unknown as Record<symbol, unknown>)[key]]))));
  }

  /** `scheduler`: an object of functions. */
  #routeObject(target: Target, name: string, routed: (container: ContainerRuntime) => unknown): void {
    const original = target[name] as Record<PropertyKey, unknown>;
    const replacement = new Proxy(original, {
      get: (object, key) => {
        const container = currentContainer();
        const value = (container && (routed(container) as Record<PropertyKey, unknown>)[key]) ?? object[key];
        return typeof value === "function" ? value.bind(object) : value;
      },
    });
    this.#replace(target, name, replacement);
  }

  #routeDate(): void {
    const RealDate = Date;
    const Routed: DateConstructor = new Proxy(RealDate, {
      construct: (target, args, newTarget) => Reflect.construct((currentContainer()?.global("Date") as DateConstructor | undefined) ?? target, args, newTarget === Routed ? target : newTarget) as Date,
      apply: () => ((currentContainer()?.global("Date") as DateConstructor | undefined) ?? RealDate)(),
      get: (target, key) => Reflect.get((currentContainer()?.global("Date") as object | undefined) ?? target, key) as unknown,
    });
    this.#replace(globalThis, "Date", Routed);
    this.#restore.push(showUtc(() => currentContainer() !== undefined));
  }

  #routeTimeout(): void {
    const original = AbortSignal.timeout.bind(AbortSignal);
    const routed = (ms: number): AbortSignal => {
      const container = currentContainer();
      return container ? (container.global("AbortSignal") as typeof AbortSignal).timeout(ms) : original(ms);
    };
    this.#replace(AbortSignal as unknown as Target, "timeout", routed);
  }
}
