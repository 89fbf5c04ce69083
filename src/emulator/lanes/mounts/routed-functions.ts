import { promisify } from "node:util";
import type { ContainerMounts } from "./container-mounts.js";
import type { MountedFs } from "./mounted-fs.js";
import { perform, type Operation, type Operations } from "./operation.js";
import { isFor, ROUTES, STREAM_CLASSES, type Concern } from "./routing-table.js";

type Find = () => ContainerMounts | undefined;
type Namespace = Readonly<Record<string, unknown>>;

/**
 * The functions of `node:fs` that the routing table names, so that they ask which mounts there are before they do what they always did.
 * @param find the mounts of whoever calls
 */
export function routedFs(real: Namespace, find: Find): Record<string, unknown> {
  const routed: Record<string, unknown> = {};
  for (const [name, concern] of Object.entries(ROUTES)) {
    for (const form of [name, `${name}Sync`]) {
      const isSync = form !== name || ALSO_SYNC.has(name);
      if (typeof real[form] === "function") routed[form] = routedFunction(real[form] as Operation, concern, find, (fs) => (isSync ? fs.sync : fs.callbacks)[form]);
    }
  }
  for (const [name, maker] of Object.entries(STREAM_CLASSES)) if (real[name] !== undefined) routed[name] = routedClass(real[name] as Operation, find, maker);
  if (real["Utf8Stream"] !== undefined) routed["Utf8Stream"] = routedUtf8Stream(real["Utf8Stream"] as Operation, find);
  return routed;
}

/** Those of `node:fs/promises`. */
export function routedPromises(real: Namespace, find: Find): Record<string, unknown> {
  const names = Object.entries(ROUTES).filter(([name]) => typeof real[name] === "function");
  return Object.fromEntries(names.map(([name, concern]) => [name, routedFunction(real[name] as Operation, concern, find, (fs) => fs.promises[name])]));
}

/** Without a callback, and without `Sync` in their names. */
const ALSO_SYNC: ReadonlySet<string> = new Set(["createReadStream", "createWriteStream", "openAsBlob", "watch", "watchFile", "unwatchFile"]);

function routedFunction(real: Operation, concern: Concern, find: Find, pick: (fs: MountedFs) => Operation | undefined): Operation {
  const routed = (...args: unknown[]): unknown => {
    const mounts = find();
    return mounts !== undefined && isFor(concern, mounts, args) ? perform(pick(mounts.fs), args) : perform(real, args);
  };
  for (const key of Reflect.ownKeys(real)) if (key !== "prototype" && key !== promisify.custom) Object.defineProperty(routed, key, Object.getOwnPropertyDescriptor(real, key) ?? {});
  if ("native" in real) Object.assign(routed, { native: routedFunction(real.native as Operation, concern, find, (fs) => (pick(fs) as { native?: Operation } | undefined)?.native) });
  if (promisify.custom in real) {
    const custom = Reflect.get(real, promisify.custom) as Operation;
    const routedCustom = (...args: unknown[]): unknown => {
      const mounts = find();
      return mounts !== undefined && isFor(concern, mounts, args) ? perform(promisify(pick(mounts.fs) as () => void), args) : perform(custom, args);
    };
    Object.defineProperty(routed, promisify.custom, { value: routedCustom, configurable: true });
  }
  return routed;
}

function routedClass(real: Operation, find: Find, maker: "createReadStream" | "createWriteStream"): Operation {
  const withFiles = (args: readonly unknown[]): readonly unknown[] => {
    const mounts = find();
    return mounts !== undefined && isFor("stream", mounts, args) ? [args[0], mounts.fs.streamOptions(maker, args[1])] : args;
  };
  return new Proxy(real, {
    apply: (target, _self, args) => Reflect.construct(target, withFiles(args)) as object,
    construct: (target, args, newTarget) => Reflect.construct(target, withFiles(args), newTarget) as object,
  });
}

/** A stream that opens files by the `fs` it is given. */
function routedUtf8Stream(real: Operation, find: Find): Operation {
  return new Proxy(real, {
    construct: (target, args, newTarget) => {
      const options = (args as unknown[])[0] as { readonly dest?: unknown; readonly fd?: unknown; readonly fs?: object } | undefined;
      const mounts = find();
      const isMounted = mounts !== undefined && (isFor("path", mounts, [options?.dest]) || isFor("descriptor", mounts, [options?.fd]));
      const files: Operations | undefined = isMounted ? { ...mounts.fs.callbacks, ...mounts.fs.sync } : undefined;
      return Reflect.construct(target, files ? [{ ...options, fs: { ...files, ...options?.fs } }] : args, newTarget) as object;
    },
  });
}
