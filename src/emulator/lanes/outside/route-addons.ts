import { callAddon, type AddonUser } from "./addon-paths.js";
import { refuseText } from "./refused-text.js";
import { replaceMember } from "./replace-member.js";

type Find = () => AddonUser | undefined;
type Callable = (...args: unknown[]) => unknown;

const NOBODY: AddonUser = { mounts: undefined };

/** How deep objects of functions are looked through that an addon exports. */
const DEPTH = 2;

/** What an addon exports, and what containers find instead. */
const known = new WeakMap<object, object>();

/**
 * Has native addons that are loaded from now on find paths at which the container that calls has something else than
 * the machine.
 * @returns how to stop it
 */
export function routeAddons(find: Find): () => void {
  return replaceMember(process, "dlopen", (real) => {
    return function dlopen(this: unknown, ...args: unknown[]): unknown {
      const [module, file] = args;
      const mounts = find()?.mounts;
      if (mounts && typeof file === "string") refuseText(mounts, "process.dlopen", file);
      const result = Reflect.apply(real as Callable, process, args);
      if (hasExports(module)) module.exports = guardedAddon(module.exports, `The native addon ${String(file)}`, find);
      return result;
    };
  });
}

function hasExports(module: unknown): module is { exports: unknown } {
  return typeof module === "object" && module !== null && "exports" in module;
}

/** What an addon exports, so that its functions find the files of their container. */
export function guardedAddon(exports: unknown, what: string, find: Find, depth: number = DEPTH): unknown {
  if (typeof exports !== "function" && (typeof exports !== "object" || exports === null)) return exports;
  const made = known.get(exports);
  if (made) return made;
  const guarded =
    typeof exports === "function" ? guardedFunction(exports, what, find) : copied(exports, what, find, depth);
  known.set(exports, guarded);
  known.set(guarded, guarded);
  return guarded;
}

/** Properties of addons are often fixed, which a proxy may not contradict. */
function copied(exports: object, what: string, find: Find, depth: number): object {
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(exports) as object | null);
  if (!isPlain || depth === 0) return exports;
  const copy = Object.create(Object.getPrototypeOf(exports) as object | null) as object;
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(exports)))
    Object.defineProperty(
      copy,
      key,
      "value" in descriptor
        ? { ...descriptor, value: guardedAddon(descriptor.value, `${what}, ${key},`, find, depth - 1) }
        : descriptor,
    );
  return copy;
}

function guardedFunction(real: object, what: string, find: Find): object {
  const { prototype } = real as { prototype?: unknown };
  if (typeof prototype === "object" && prototype !== null)
    for (const [name, { value, configurable, writable }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
      if (name !== "constructor" && configurable && writable && typeof value === "function")
        replaceMember(prototype, name, () => routed(value as Callable, what, find));
  return routed(real as Callable, what, find);
}

function routed(real: Callable, what: string, find: Find): object {
  return new Proxy(real, {
    apply: (target, self, args: readonly unknown[]) =>
      callAddon(find() ?? NOBODY, what, args, false, (told) => Reflect.apply(target, self, told)),
    construct: (target, args: readonly unknown[], newTarget) =>
      callAddon(find() ?? NOBODY, what, args, true, (told) => Reflect.construct(target, told, newTarget) as object),
  });
}
