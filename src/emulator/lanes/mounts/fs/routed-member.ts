import { promisify } from "node:util";
import type { FsOperations, MountView } from "./mount-view.js";
import { argumentsFor, filesOf } from "./own-directory.js";
import { perform, type Operation, type Operations } from "./operation.js";
import { router, ROUTES, STREAM_CLASSES, type Concern } from "./routing-table.js";

type Find = () => MountView | undefined;

/** Where a routed function has the one that it stands in front of. */
const REAL = Symbol("real");

/**
 * A member of `node:fs`, so that it asks which mounts there are before it does what it always did.
 * @param find the mounts of whoever calls
 * @returns `undefined` if it is none that may be for a mount
 */
export function routedMember(name: string, real: unknown, find: Find): unknown {
  if (typeof real !== "function") return undefined;
  const concern = ROUTES[name] ?? (name.endsWith("Sync") ? ROUTES[name.slice(0, -"Sync".length)] : undefined);
  const isSync = name.endsWith("Sync") || ALSO_SYNC.has(name);
  if (concern !== undefined)
    return routedFunction(
      real as Operation,
      [name.replace(/Sync$/, ""), concern],
      find,
      (fs) => (isSync ? fs.sync : fs.callbacks)[name],
    );
  const maker = STREAM_CLASSES[name];
  if (maker !== undefined) return routedClass(real as Operation, find, maker);
  return name === "Utf8Stream" ? routedUtf8Stream(real as Operation, find) : undefined;
}

/** A member of `node:fs/promises`. */
export function routedPromise(name: string, real: unknown, find: Find): unknown {
  const concern = ROUTES[name];
  return concern === undefined || typeof real !== "function"
    ? undefined
    : routedFunction(real as Operation, [name, concern], find, (fs) => fs.promises[name]);
}

/** Without a callback, and without `Sync` in their names. */
const ALSO_SYNC: ReadonlySet<string> = new Set([
  "createReadStream",
  "createWriteStream",
  "openAsBlob",
  "watch",
  "watchFile",
  "unwatchFile",
]);

function routedFunction(
  given: Operation,
  [name, concern]: readonly [name: string, concern: Concern],
  find: Find,
  pick: (fs: FsOperations) => Operation | undefined,
): Operation {
  // a container asks for itself, not once more for whoever runs
  const real = REAL in given ? (given[REAL] as Operation) : given;
  const isFor = router(concern, name);
  const either = (mounted: typeof pick, otherwise: Operation): Operation => {
    const routed = (...called: unknown[]): unknown => {
      const mounts = find();
      const args = mounts === undefined ? called : argumentsFor(mounts, [name, concern], called);
      mounts?.before?.(filesOf(concern, args));
      return mounts !== undefined && isFor(mounts, args)
        ? perform(mounted(mounts.fs), args)
        : (Reflect.apply(otherwise, undefined, args) as unknown);
    };
    return routed;
  };
  const routed = either(pick, real);
  for (const key of Reflect.ownKeys(real))
    if (key !== "prototype" && key !== promisify.custom)
      Object.defineProperty(routed, key, Object.getOwnPropertyDescriptor(real, key) ?? {});
  if ("native" in real)
    Object.assign(routed, {
      native: either((fs) => (pick(fs) as { native?: Operation } | undefined)?.native, real.native as Operation),
    });
  if (promisify.custom in real)
    Object.defineProperty(routed, promisify.custom, {
      value: either((fs) => promisify(pick(fs) as () => void), Reflect.get(real, promisify.custom) as Operation),
      configurable: true,
    });
  return Object.defineProperty(routed, REAL, { value: real });
}

function routedClass(real: Operation, find: Find, maker: "createReadStream" | "createWriteStream"): Operation {
  const isFor = router("stream", maker);
  const withFiles = (given: readonly unknown[]): readonly unknown[] => {
    const mounts = find();
    const args = mounts === undefined ? given : argumentsFor(mounts, [maker, "stream"], given);
    return mounts !== undefined && isFor(mounts, args) ? [args[0], mounts.fs.streamOptions(maker, args[1])] : args;
  };
  return new Proxy(real, {
    apply: (target, _self, args) => Reflect.construct(target, withFiles(args)) as object,
    construct: (target, args, newTarget) => Reflect.construct(target, withFiles(args), newTarget) as object,
  });
}

const isForPath = router("path", "appendFile");
const isForFile = router("descriptor", "write");

interface Utf8Options {
  readonly dest?: unknown;
  readonly fd?: unknown;
  readonly fs?: object;
}

/** A stream that opens files by the `fs` it is given. */
function routedUtf8Stream(real: Operation, find: Find): Operation {
  return new Proxy(real, {
    construct: (target, args, newTarget) => {
      const mounts = find();
      const given = (args as unknown[])[0] as Utf8Options | undefined;
      const options =
        mounts === undefined || given?.dest === undefined
          ? given
          : { ...given, dest: argumentsFor(mounts, ["appendFile", "path"], [given.dest])[0] };
      const isMounted =
        mounts !== undefined && (isForPath(mounts, [options?.dest]) || isForFile(mounts, [options?.fd]));
      const files: Operations | undefined = isMounted ? { ...mounts.fs.callbacks, ...mounts.fs.sync } : undefined;
      return Reflect.construct(
        target,
        files ? [{ ...options, fs: { ...files, ...options?.fs } }] : [options],
        newTarget,
      ) as object;
    },
  });
}
