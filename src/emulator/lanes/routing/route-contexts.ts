import vm, { type Context, type Script } from "node:vm";
import { virtualDate } from "../surroundings/virtual-date.js";
import { virtualWaitAsync } from "../surroundings/virtual-wait-async.js";
import { formatsNow } from "./formats-now.js";
import { holdWebAssembly } from "./route-hidden-work.js";
import type { Change, ReplaceGlobal } from "./replaced-globals.js";
import type { RunningContainer } from "./running-container.js";

/** Options of a context, as those who also run code in it call them. */
const CONTEXT_OPTIONS: Readonly<Record<string, string>> = {
  contextName: "name",
  contextOrigin: "origin",
  contextCodeGeneration: "codeGeneration",
  microtaskMode: "microtaskMode",
};

/** What V8 makes anew for each context; a sandbox may have something else of that name. */
interface Realm {
  readonly globalThis: object;
  readonly Date?: DateConstructor;
  readonly Math?: Math;
  readonly Intl?: typeof Intl;
  readonly Atomics?: typeof Atomics;
  readonly WebAssembly?: object;
}
const NAMES = ["Date", "Math", "Intl", "Atomics", "WebAssembly"];

type MakeContext = (sandbox?: unknown, options?: unknown) => Context;

/** Gives the contexts of `node:vm` that a container makes its time and its chance. */
export function routeContexts(replace: ReplaceGlobal, currentContainer: () => RunningContainer | undefined): void {
  const { createContext, runInNewContext } = vm;
  const { runInNewContext: scriptInNewContext } = vm.Script.prototype;
  const make = (container: RunningContainer, sandbox: unknown, options?: unknown): Context => {
    const isNew = typeof sandbox !== "object" || sandbox === null || !vm.isContext(sandbox);
    const context = Reflect.apply(createContext as MakeContext, vm, [sandbox, options]);
    if (isNew) furnish(context, sandbox, container);
    return context;
  };
  replace(vm, "createContext", {
    value: (...args: unknown[]) => {
      const container = currentContainer();
      return container ? make(container, args[0], args[1]) : Reflect.apply(createContext as MakeContext, vm, args);
    },
  });
  replace(vm, "runInNewContext", {
    value: (code: string, sandbox?: unknown, options?: object | string): unknown => {
      const container = currentContainer();
      if (!container) return runInNewContext(code, sandbox as Context, options);
      return vm.runInContext(code, make(container, sandbox, contextOptions(options)), options);
    },
  });
  replace(vm.Script.prototype, "runInNewContext", {
    value: function (this: Script, sandbox?: unknown, options?: object): unknown {
      const container = currentContainer();
      if (!container) return Reflect.apply(scriptInNewContext, this, [sandbox as Context, options]) as unknown;
      return this.runInContext(make(container, sandbox, contextOptions(options)), options) as unknown;
    },
  });
}

function contextOptions(options: object | string | undefined): object {
  return typeof options === "object"
    ? Object.fromEntries(
        Object.entries(options).flatMap(([name, value]) => {
          const known = CONTEXT_OPTIONS[name];
          return known === undefined ? [] : [[known, value as unknown]];
        }),
      )
    : {};
}

function furnish(context: Context, sandbox: unknown, container: RunningContainer): void {
  const names = typeof sandbox === "object" && sandbox ? NAMES.filter((name) => !(name in sandbox)) : NAMES;
  const realm = vm.runInContext(`({ ${["globalThis", ...names].join(", ")} })`, context) as Realm;
  const now = (): number => container.now;
  if (realm.Date) {
    const value = virtualDate(now, realm.Date);
    define(realm.globalThis, "Date", { value });
    define(realm.Date.prototype, "constructor", { value });
  }
  if (realm.Math) define(realm.Math, "random", { value: container.chance.random });
  if (realm.Intl) formatsNow(realm.Intl, define, now);
  if (realm.Atomics) define(realm.Atomics, "waitAsync", { value: virtualWaitAsync(container.timers) });
  if (realm.WebAssembly) holdWebAssembly(realm.WebAssembly, define, () => container);
}

/** Sandboxes do not list what they are given here. */
function define(target: object, name: string, change: Change): void {
  const descriptor = { ...change, configurable: true, enumerable: false };
  Object.defineProperty(target, name, "value" in change ? { ...descriptor, writable: true } : descriptor);
}
