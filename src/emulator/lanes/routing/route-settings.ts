import { aboutToSet, type Setting } from "../surroundings/kept-settings.js";
import { MODULE_SETTINGS } from "../surroundings/module-settings.js";
import { refusedFunction } from "../surroundings/process-members.js";
import { builtInModule } from "../outside/built-in-module.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import type { RunningContainer } from "./running-container.js";

type Callable = (...args: unknown[]) => unknown;

/** As many parsers Node keeps until it is told otherwise; it tells nobody. */
const IDLE_PARSERS = 1000;

/** Has containers of this thread set for themselves what holds for all of it, or not at all. */
export function routeSettings(replace: ReplaceGlobal, currentContainer: () => RunningContainer | undefined): void {
  const route = (name: string, inContainer: (args: unknown[]) => void): void => {
    const at = name.indexOf(".");
    const module = available(name.slice(0, at));
    const key = name.slice(at + 1);
    const real = module?.[key];
    if (!module || typeof real !== "function") return; // this Node, or this thread, does not have it
    const routed = function (this: unknown, ...args: unknown[]): unknown {
      if (currentContainer()) inContainer(args);
      return Reflect.apply(real, this, args) as unknown;
    };
    for (const property of ["name", "length"] as const)
      Object.defineProperty(routed, property, { value: real[property] });
    replace(module, key, { value: routed });
  };
  for (const [name, settingOf] of Object.entries((calls ??= callsThatSet())))
    route(name, (args) => aboutToSet(settingOf(args), args));
  for (const [name, treatment] of Object.entries(MODULE_SETTINGS))
    if (treatment === "refused") route(name, refusedFunction(name));
}

/** Some are not available in threads. */
function available(module: string): Record<string, unknown> | undefined {
  try {
    return builtInModule(`node:${module}`);
  } catch {
    return undefined;
  }
}

/** What a call sets, by its arguments. */
type SettingOf = (args: readonly unknown[]) => Setting;

let calls: Readonly<Record<string, SettingOf>> | undefined;

/** By module and name. */
function callsThatSet(): Record<string, SettingOf> {
  const resultOrder = one("dns", "DefaultResultOrder");
  const waterMarks = [false, true].map((isObject) => pair("stream", "DefaultHighWaterMark", isObject));
  return {
    "dns.setDefaultResultOrder": resultOrder,
    "dns/promises.setDefaultResultOrder": resultOrder,
    "net.setDefaultAutoSelectFamily": one("net", "DefaultAutoSelectFamily"),
    "net.setDefaultAutoSelectFamilyAttemptTimeout": one("net", "DefaultAutoSelectFamilyAttemptTimeout"),
    "stream.setDefaultHighWaterMark": ([isObject]) => waterMarks[isObject ? 1 : 0] as Setting,
    "http.setMaxIdleHTTPParsers": idleParsers(),
    "worker_threads.setEnvironmentData": environmentData(),
  };
}

function one(module: string, name: string): SettingOf {
  const setting = pair(module, name);
  return () => setting;
}

/** @param first what both take before the value */
function pair(module: string, name: string, ...first: unknown[]): Setting {
  const [get, set] = [functionOf(module, `get${name}`), functionOf(module, `set${name}`)];
  return { read: () => get(...first), write: (value) => void set(...first, value) };
}

function idleParsers(): SettingOf {
  const set = functionOf("http", "setMaxIdleHTTPParsers");
  let count: unknown = IDLE_PARSERS;
  const note = ([value]: readonly unknown[]): void => {
    count = value;
  };
  const setting: Setting = {
    read: () => count,
    write: (value) => {
      set(value);
      note([value]);
    },
    note,
  };
  return () => setting;
}

function environmentData(): SettingOf {
  const [get, set] = [
    functionOf("worker_threads", "getEnvironmentData"),
    functionOf("worker_threads", "setEnvironmentData"),
  ];
  const byKey = new Map<unknown, Setting>();
  return ([key]) => {
    const known = byKey.get(key) ?? { read: () => get(key), write: (value) => void set(key, value) };
    byKey.set(key, known);
    return known;
  };
}

function functionOf(module: string, name: string): Callable {
  return builtInModule(`node:${module}`)?.[name] as Callable;
}
