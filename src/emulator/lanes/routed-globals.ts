import { syncBuiltinESMExports } from "node:module";
import nodeCrypto from "node:crypto";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import type { ContainerRuntime } from "./container-runtime.js";
import { currentContainer } from "./container-session.js";
import { timerPromises } from "./timer-promises.js";
import { showUtc } from "./utc-dates.js";

type Routed = (container: ContainerRuntime) => unknown;

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
    for (const name of ["setTimeout", "setInterval", "scheduler"] as const) this.#route(timersPromises, name, (container) => timerPromises(container.timers)[name]);
    for (const name of ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] as const) {
      this.#route(globalThis, name, (container) => container.global(name));
      this.#route(timers, name, (container) => container.global(name));
    }
    this.#route(globalThis, "fetch", (container) => container.global("fetch"));
    this.#route(Math, "random", ({ chance }) => chance.random);
    this.#route(performance, "now", (container) => () => container.now - container.startedAt);
    for (const name of ["exit", "reallyExit", "abort", "kill", "chdir", "hrtime", "uptime"]) this.#route(process, name, (container) => Reflect.get(container.process, name) as unknown);
    for (const stream of ["stdout", "stderr"] as const) this.#route(process[stream], "write", (container) => container.process[stream].write);
    for (const name of ["randomUUID", "getRandomValues"] as const) this.#route(crypto, name, ({ chance }) => chance[name]);
    for (const name of ["randomUUID", "randomUUIDv7", "randomBytes", "randomInt", "randomFill", "randomFillSync"]) this.#route(nodeCrypto, name, ({ chance }) => chance.nodeCrypto()[name]);
    for (const name of ["log", "info", "debug", "warn", "error", "dir", "table", "trace", "assert", "count", "countReset", "group", "groupEnd", "time", "timeLog", "timeEnd"]) this.#route(console, name, (container) => Reflect.get(container.console, name) as unknown);
    this.#routeDate();
    this.#route(AbortSignal, "timeout", (container) => (container.global("AbortSignal") as typeof AbortSignal).timeout);
    syncBuiltinESMExports();
  }

  restore(): void {
    for (const undo of this.#restore.toReversed()) undo();
    syncBuiltinESMExports();
  }

  #replace(target: object, name: string, value: unknown): void {
    const descriptor = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: descriptor?.enumerable ?? false });
    this.#restore.push(() => {
      if (Reflect.get(target, name) !== value) return; // replaced by someone else, such as by fake timers
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else Reflect.deleteProperty(target, name);
    });
  }

  /** A function, or an object of functions: what is called or read is the container's while one runs. */
  #route(target: object, name: string, routed: Routed): void {
    const original: unknown = Reflect.get(target, name);
    if ((typeof original !== "function" && typeof original !== "object") || original === null) return;
    const promised = promisify.custom in original ? (Reflect.get(timersPromises, name) as unknown) : undefined; // for who promisifies outside and calls inside
    const replacement = new Proxy(original, {
      apply: (fn, self, args) => {
        const container = currentContainer();
        return (container ? (routed(container) as CallableFunction)(...args) : Reflect.apply(fn as () => unknown, self, args)) as unknown;
      },
      get: (object, key) => {
        if (key === promisify.custom && promised !== undefined) return promised;
        const container = currentContainer();
        const value: unknown = (container && Reflect.get(routed(container) as object, key)) ?? Reflect.get(object, key);
        return typeof object === "object" && typeof value === "function" ? (value.bind(object) as unknown) : value;
      },
    });
    this.#replace(target, name, replacement);
  }

  #routeDate(): void {
    const RealDate = Date;
    const Routed: DateConstructor = new Proxy(RealDate, {
      construct: (target, args, newTarget) => Reflect.construct((currentContainer()?.global("Date") as DateConstructor | undefined) ?? target, args, newTarget === Routed ? target : newTarget) as Date,
      apply: () => ((currentContainer()?.global("Date") as DateConstructor | undefined) ?? RealDate)(),
      get: (target, key) => {
        const own = (currentContainer()?.global("Date") as DateConstructor | undefined) ?? target;
        if (key === "prototype") return target.prototype; // fixed, and another one if fake timers came first
        return key === Symbol.hasInstance ? (value: unknown) => value instanceof own : (Reflect.get(own, key) as unknown);
      },
    });
    this.#replace(globalThis, "Date", Routed);
    this.#restore.push(showUtc(() => currentContainer() !== undefined));
  }
}
