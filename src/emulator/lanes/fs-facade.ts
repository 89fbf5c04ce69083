import fs from "node:fs";
import { promisify } from "node:util";
import { FILE_DESCRIPTORS, promisedDescriptors } from "./fs-descriptors.js";
import type { ContainerMounts } from "./mounts/container-mounts.js";
import { routedFs, routedPromises } from "./mounts/routed-functions.js";
import { overlay } from "./overlay.js";

/** Reads of real files: served synchronously inside the turn, because the order in which the asynchronous ones complete is chance. */
const READS = ["readFile", "stat", "lstat", "fstat", "statfs", "readdir", "access", "realpath", "readlink", "exists"] as const;

type Read = (...args: unknown[]) => unknown;

/** `node:fs` and `node:fs/promises` as a container with these mounts sees them. */
export function fsFacades(mounts?: ContainerMounts): { fs: Record<string, unknown>; promises: Record<string, unknown> } {
  const callbacks: Record<string, unknown> = {};
  const promised: Record<string, unknown> = {};
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
    const withPromise = async (file: unknown, ...args: unknown[]): Promise<unknown> => read(isFileHandle(file) ? file.fd : file, ...args);
    callbacks[name] = Object.assign(withCallback, fs[name], name === "exists" && { [promisify.custom]: withPromise });
    if (name !== "exists" && name !== "fstat") promised[name] = withPromise;
  }
  Object.assign(callbacks, FILE_DESCRIPTORS);
  Object.assign(promised, promisedDescriptors());
  const find = (): ContainerMounts | undefined => mounts; // also where the asynchronous context is lost
  if (mounts) Object.assign(promised, routedPromises({ ...fs.promises, ...promised }, find));
  if (mounts) Object.assign(callbacks, routedFs({ ...fs, ...callbacks }, find));
  const promises = overlay(fs.promises as unknown as Record<string, unknown>, promised);
  return { promises, fs: overlay(fs as unknown as Record<string, unknown>, { ...callbacks, promises }) };
}

function isFileHandle(file: unknown): file is { readonly fd: number } {
  return typeof file === "object" && file !== null && "fd" in file;
}
