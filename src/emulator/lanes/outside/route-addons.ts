import { posix } from "node:path";
import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { checkedFunction } from "./checked-function.js";
import { refuseText } from "./refused-text.js";
import { replaceMember } from "./replace-member.js";

type Find = () => ContainerMounts | undefined;
type Callable = (...args: unknown[]) => unknown;

/** Longer texts are no paths. */
const MAX_PATH = 4096;

/** A relative path with an ending. */
const FILE_NAME = /^[^\s:*?"'<>|]{1,250}\.[a-z]\w{0,7}$/i;

/** How deep objects of functions are looked through that an addon exports. */
const DEPTH = 2;

/** What an addon exports, and what containers find instead. */
const known = new WeakMap<object, object>();

/**
 * Has native addons that are loaded from now on refuse paths at which the container that calls has something else than
 * the machine.
 * @returns how to stop it
 */
export function routeAddons(find: Find): () => void {
  return replaceMember(process, "dlopen", (real) => {
    return function dlopen(this: unknown, ...args: unknown[]): unknown {
      const [module, file] = args;
      const mounts = find();
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

/** What an addon exports, so that its functions look at what they are given. */
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
  const check = (args: readonly unknown[]): void => {
    const mounts = find();
    if (mounts) for (const text of texts(args)) refusePath(mounts, what, text);
  };
  const { prototype } = real as { prototype?: unknown };
  if (typeof prototype === "object" && prototype !== null)
    for (const [name, { value, configurable, writable }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
      if (name !== "constructor" && configurable && writable && typeof value === "function")
        replaceMember(prototype, name, () => checkedFunction(value, check));
  return checkedFunction(real, check, ([first]) => {
    const mounts = find();
    if (mounts?.paths.layer && typeof first === "string") refuseNewFile(mounts, what, first);
  }) as object;
}

/** Those that are arguments, in lists of them, or options. */
function* texts(args: readonly unknown[]): Generator<string> {
  for (const arg of args)
    if (typeof arg === "string") yield arg;
    else if (typeof arg === "object" && arg !== null && !ArrayBuffer.isView(arg))
      for (const value of Object.values(arg)) if (typeof value === "string") yield value;
}

function refusePath(mounts: ContainerMounts, what: string, text: string): void {
  if (text.length > MAX_PATH) return;
  refuseText(mounts, what, text);
  if (!mounts.paths.layer || !text.startsWith("/") || text.includes("\0")) return;
  const path = posix.resolve(text);
  if (!isThere(mounts, path) && isThere(mounts, posix.dirname(path))) throw newFileRefused(what, text);
}

/** What is constructed with the name of a file, such as a database, makes it. */
function refuseNewFile(mounts: ContainerMounts, what: string, text: string): void {
  if (FILE_NAME.test(text) && !isThere(mounts, posix.resolve(text))) throw newFileRefused(what, text);
}

function newFileRefused(what: string, text: string): UnimplementedError {
  return new UnimplementedError(
    `${what} was given ${JSON.stringify(text)}, which is not on the host's own disk: it may be about to make it there, and this container has a disk of its own (\`disk: "private"\`), which only \`node:fs\` sees.`,
  );
}

function isThere({ lower }: ContainerMounts, path: string): boolean {
  try {
    return lower?.look(path) !== undefined;
  } catch {
    return false; // such as a name that is too long
  }
}
