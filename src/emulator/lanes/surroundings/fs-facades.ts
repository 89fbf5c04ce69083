import fs from "node:fs";
import { promisify } from "node:util";
import { FILE_DESCRIPTORS, promisedDescriptors } from "./fs-descriptors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { routedMember, routedPromise } from "../mounts/fs/routed-member.js";
import { overlay } from "./overlay.js";

/**
 * Reads of real files: served synchronously inside the turn, because the order in which the asynchronous ones complete
 * is chance.
 */
const READS = [
  "readFile",
  "stat",
  "lstat",
  "fstat",
  "statfs",
  "readdir",
  "access",
  "realpath",
  "readlink",
  "exists",
] as const;

type Namespace = Record<string, unknown>;
type Read = (...args: unknown[]) => unknown;

export interface FsFacades {
  readonly fs: Namespace;
  readonly promises: Namespace;
}

/** `node:fs` and `node:fs/promises` as a container with these mounts sees them. */
export function fsFacades(mounts?: ContainerMounts): FsFacades {
  const callbacks: Namespace = {};
  const promised: Namespace = {};
  for (const name of READS) {
    const read = fs[`${name}Sync`] as Read;
    const withCallback = (...args: unknown[]): void => {
      const callback = args.pop() as (...results: unknown[]) => void;
      if (name === "exists") return process.nextTick(callback, read(...args));
      try {
        process.nextTick(callback, null, read(...args));
      } catch (error) {
        process.nextTick(callback, error);
      }
    };
    const withPromise = async (file: unknown, ...args: unknown[]): Promise<unknown> =>
      read(isFileHandle(file) ? file.fd : file, ...args);
    callbacks[name] = Object.assign(withCallback, fs[name], name === "exists" && { [promisify.custom]: withPromise });
    if (name !== "exists" && name !== "fstat") promised[name] = withPromise;
  }
  Object.assign(callbacks, FILE_DESCRIPTORS);
  Object.assign(promised, promisedDescriptors());
  const realPromises = fs.promises as Namespace;
  const realFs = fs as Namespace;
  if (!mounts) {
    const promises = overlay(realPromises, promised);
    return { promises, fs: overlay(realFs, { ...callbacks, promises }) };
  }
  const find = (): ContainerMounts => mounts; // also where the asynchronous context is lost
  const promises = overlay(
    realPromises,
    {},
    false,
    (key) =>
      routedPromise(String(key), promised[String(key)] ?? realPromises[String(key)], find) ?? promised[String(key)],
  );
  return {
    promises,
    fs: overlay(
      realFs,
      { promises },
      false,
      (key) => routedMember(String(key), callbacks[String(key)] ?? realFs[String(key)], find) ?? callbacks[String(key)],
    ),
  };
}

function isFileHandle(file: unknown): file is { readonly fd: number } {
  return typeof file === "object" && file !== null && "fd" in file;
}
