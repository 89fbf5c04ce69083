import fs from "node:fs";
import { overlay } from "./overlay.js";

/** Reads of real files: served synchronously inside the turn, because the order in which the asynchronous ones complete is chance. */
const READS = ["readFile", "stat", "lstat", "readdir", "access", "realpath", "readlink", "exists"] as const;

type Read = (...args: unknown[]) => unknown;

/** `node:fs` and `node:fs/promises` as a container sees them. */
export function fsFacades(): { fs: Record<string, unknown>; promises: Record<string, unknown> } {
  const callbacks: Record<string, unknown> = {};
  const promised: Record<string, unknown> = {};
  for (const name of READS) {
    const read = fs[`${name}Sync`] as Read;
    callbacks[name] = (...args: unknown[]): void => {
      const callback = args.pop() as (...results: unknown[]) => void;
      if (name === "exists") return process.nextTick(callback, read(...args));
      try {
        process.nextTick(callback, null, read(...args));
      } catch (error) {
        process.nextTick(callback, error);
      }
    };
    if (name !== "exists") promised[name] = async (...args: unknown[]) => read(...args);
  }
  const promises = overlay(fs.promises as unknown as Record<string, unknown>, promised);
  return { promises, fs: overlay(fs as unknown as Record<string, unknown>, { ...callbacks, promises }) };
}
