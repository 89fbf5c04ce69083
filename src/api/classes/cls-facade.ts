import { parseBatch } from "../marks/batched.js";
import { checkOptions, describe } from "../../checks/options.js";
import { InvalidError, NotFoundError } from "../../contract/errors.js";
import { ClsHandle } from "./cls-handle.js";
import type { ClsInstanceHandle } from "./cls-instance-handle.js";
import { HANDLE, INSTANCE, registeredClass } from "../codec/registered-class.js";
import type { FunctionHandle } from "../functions/function-handle.js";
import { parseConcurrency } from "../marks/concurrent.js";
import { type DynamicOptions, parseDynamicOptions } from "../settings/dynamic-options.js";
import type { BatchOptions, ConcurrencyOptions } from "../types/mark-options.js";

/**
 * What users hold: proxies, since a class of an app looks like the user's class, and its instances like the user's.
 * `Proxy` by itself is one of Modal's classes.
 */

/** What users see of a class of an app. */
export function clsFacade(handle: ClsHandle): object {
  const controls: Readonly<Record<string | symbol, unknown>> = {
    [HANDLE]: handle,
    name: handle.name,
    prototype: handle.local?.target.prototype,
    withOptions: (options: DynamicOptions = {}) => clsFacade(handle.with(parseDynamicOptions(options))),
    withConcurrency: (options: ConcurrencyOptions) =>
      clsFacade(handle.with({ concurrency: parseConcurrency("withConcurrency", options) })),
    withBatching: (options: BatchOptions) => clsFacade(handle.with({ batch: parseBatch("withBatching", options) })),
    ...(!hasStatic(handle, "instance") && { instance: (...args: unknown[]) => boundFacade(handle.make(args)) }),
    hydrate: async (options: object = {}) => {
      checkOptions("Cls.hydrate", options, []);
      await handle.hydrated();
      return facade;
    },
  };
  const facade: object = new globalThis.Proxy(function () {}, {
    apply: () => {
      throw new TypeError(`Class \`${handle.name}\` cannot be called: write \`new ${handle.name}(…)\`.`);
    },
    construct: (_target, args) => instanceFacade(handle.make(args)),
    get: (_target, key) => (Object.hasOwn(controls, key) ? controls[key] : staticMember(handle, key)),
    set: (_target, key, value) => setStatic(handle, controls, key, value),
    has: (_target, key) => Object.hasOwn(controls, key) || (handle.local !== undefined && key in handle.local.target),
  });
  return facade;
}

/**
 * The handle behind what users see of a class of an app, or behind a class that `@app.cls()` stands above; `undefined`
 * if it is neither.
 */
export function handleOfClass(facade: unknown): ClsHandle | undefined {
  if (typeof facade !== "function") return undefined;
  if (HANDLE in facade) return (facade as { [HANDLE]: ClsHandle })[HANDLE];
  return handleOfClass(registeredClass(facade));
}

function hasStatic({ local }: ClsHandle, name: string): boolean {
  return local !== undefined && name in local.target;
}

/** @throws TypeError for a method: it belongs to instances. Modal: docs/modal/classes.md#handles */
function staticMember({ name, local, shape }: ClsHandle, key: string | symbol): unknown {
  if (shape?.methods.some((method) => method.name === key))
    throw new TypeError(
      `\`${name}.${String(key)}\` is a method of instances. Did you forget to instantiate the class? Write \`new ${name}().${String(key)}\`.`,
    );
  return local && Reflect.get(local.target, key);
}

/** Statics of the user's class are its own. */
function setStatic({ name, local }: ClsHandle, controls: object, key: string | symbol, value: unknown): boolean {
  if (local && !Object.hasOwn(controls, key) && key in local.target) return Reflect.set(local.target, key, value);
  throw new InvalidError(
    `\`${String(key)}\` of class \`${name}\` cannot be set. Options are given to app.cls, and changed by withOptions.`,
  );
}

/** What instances of classes that are not known here seem to be of. */
class LookedUp {}

/** What users see of an instance that they await: one that has been looked up, and gives its methods by their names. */
async function boundFacade(object: ClsInstanceHandle): Promise<object> {
  const { cls } = await object.hydrated();
  const names = cls?.methods.map(({ name }) => name) ?? [];
  const method = (name: string): FunctionHandle => {
    if (names.includes(name)) return object.method(name);
    throw new NotFoundError(
      `Class \`${object.cls.name}\` has no method ${describe(name)}. Its methods: ${names.join(", ") || "none"}.`,
    );
  };
  return instanceFacade(object, { method });
}

/** What users see of an instance. @param more what it has beside that of every instance */
export function instanceFacade(object: ClsInstanceHandle, more: Readonly<Record<string, unknown>> = {}): object {
  const { shape, local } = object.cls;
  const controls: Readonly<Record<string, unknown>> = {
    updateAutoscaler: object.updateAutoscaler.bind(object),
    keepWarm: object.keepWarm.bind(object),
    ...more,
  };
  const isHook = (key: string): boolean => shape?.hooks.some(({ name }) => name === key) ?? false;
  const isMethod = (key: string): boolean =>
    shape
      ? shape.methods.some(({ name }) => name === key)
      : key !== "then" && key !== "toJSON" && key !== "constructor";
  return new globalThis.Proxy(
    {},
    {
      get: (_target, key) => {
        if (key === INSTANCE) return object;
        if (typeof key === "symbol") return undefined;
        if (isMethod(key) && !Object.hasOwn(controls, key)) return object.method(key);
        if (Object.hasOwn(controls, key)) return controls[key];
        if (!local || isHook(key) || !(shape?.members.has(key) ?? false)) return undefined;
        if (key === "constructor") return local.target;
        const { object: own } = object.instance;
        const value: unknown = Reflect.get(own, key);
        return typeof value === "function" ? value.bind(own) : value;
      },
      has: (_target, key) =>
        typeof key === "string" && !isHook(key) && (Object.hasOwn(controls, key) || (shape?.members.has(key) ?? false)),
      set: (_target, key, value) => {
        const isMember = typeof key === "string" && !isHook(key) && !isMethod(key) && !Object.hasOwn(controls, key);
        if (local && isMember && shape?.members.has(key)) return Reflect.set(object.instance.object, key, value);
        throw new InvalidError(
          `\`${String(key)}\` of an instance of \`${object.cls.name}\` cannot be set: only fields of a class that is defined here can, and containers do not see that. Parameters are given where the instance is made.`,
        );
      },
      getPrototypeOf: () => local?.target.prototype ?? LookedUp.prototype,
    },
  );
}
