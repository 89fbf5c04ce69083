import type { Emulator } from "../emulator/world/emulator.js";
import { onBehalfOf } from "./time-of-clients.js";

/** Parts of a client's objects that are not, or not only, code of Modal's package. */
const OTHERS = new Set(["logger", "cpClient", "customMiddleware"]);
const GENERATOR_METHODS = ["next", "return", "throw"];

const known = new WeakSet<object>();
const isBuiltIn = new WeakMap<object, boolean>();

/**
 * An object of Modal's package, and all that comes of its methods, works for a client of this world from now on. Its
 * methods do what those of its class do at each call, and can be replaced like these.
 */
export function keepTo(world: Emulator, value: unknown): void {
  if (!isModals(value) || known.has(value)) return;
  known.add(value);
  for (const [name, part] of Object.entries(value)) if (!OTHERS.has(name)) keepTo(world, part);
  for (const [name, { get, value: method }] of inherited(value)) {
    if (typeof method === "function") replace(value, name, { writable: true, value: methodFor(world, value, name) });
    else if (get)
      replace(value, name, { get: () => during(world, () => Reflect.get(prototypeOf(value), name, value)) });
  }
}

function methodFor(world: Emulator, object: object, name: PropertyKey): (...args: unknown[]) => unknown {
  return (...args) =>
    during(world, () => Reflect.apply(Reflect.get(prototypeOf(object), name, object) as () => unknown, object, args));
}

/** What comes of it is kept as well. */
function during(world: Emulator, body: () => unknown): unknown {
  const result = onBehalfOf(world, body);
  if (result instanceof Promise) return result.then((value: unknown) => keptTo(world, value));
  return keptTo(world, result);
}

function keptTo(world: Emulator, result: unknown): unknown {
  if (!Array.isArray(result)) keepTo(world, result);
  else if (isModals(result[0])) for (const each of result) keepTo(world, each);
  return result;
}

function replace(object: object, name: PropertyKey, descriptor: PropertyDescriptor): void {
  Object.defineProperty(object, name, { configurable: true, enumerable: false, ...descriptor });
}

/** Methods and getters of the classes of an object, nearest first. */
function inherited(object: object): Map<PropertyKey, PropertyDescriptor> {
  const found = new Map<PropertyKey, PropertyDescriptor>();
  if (isGenerator(object))
    return new Map(GENERATOR_METHODS.map((name) => [name, { value: Reflect.get(object, name) as unknown }]));
  for (let from = prototypeOf(object); !isOfEngine(from); from = prototypeOf(from))
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(from)))
      if (name !== "constructor" && !found.has(name) && !Object.hasOwn(object, name)) found.set(name, descriptor);
  return found;
}

/** Whether it is of a class that is not the engine's; values of users that came through Modal's package never are. */
function isModals(value: unknown): value is object {
  return typeof value === "object" && value !== null && (isGenerator(value) || !isOfEngine(prototypeOf(value)));
}

function isGenerator(value: object): boolean {
  return Reflect.get(value, Symbol.toStringTag) === "AsyncGenerator";
}

function prototypeOf(object: object): object {
  return (Object.getPrototypeOf(object) ?? Object.prototype) as object;
}

function isOfEngine(prototype: object): boolean {
  const before = isBuiltIn.get(prototype);
  if (before !== undefined) return before;
  const { constructor } = prototype;
  const is =
    typeof constructor !== "function" || Function.prototype.toString.call(constructor).includes("[native code]");
  isBuiltIn.set(prototype, is);
  return is;
}
