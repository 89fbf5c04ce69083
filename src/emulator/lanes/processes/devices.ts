import { shellError } from "./system-errors.js";
import type { OpenFile } from "./open-file.js";

/** What one read of an endless device gives, if it is not said how much, in bytes. */
const READ_SIZE = 65_536;

/** Names below `/dev` of those that are the same for every process. */
export const DEVICES: readonly string[] = ["full", "null", "random", "urandom", "zero"];

/** Names below `/dev` that stand for what a process has open itself. */
export const OWN_DEVICES: readonly string[] = ["stderr", "stdin", "stdout", "tty"];

/**
 * A device by its path.
 * @param random from 0 to 1, of which `/dev/urandom` is made
 * @returns nothing, if the path is none that is the same for every process
 */
export function openDevice(path: string, random: () => number): OpenFile | undefined {
  switch (path) {
    case "/dev/null":
      return device(path, () => new Uint8Array());
    case "/dev/zero":
      return device(path, (size) => new Uint8Array(size));
    case "/dev/full":
      return {
        ...device(path, (size) => new Uint8Array(size)),
        write: () => Promise.reject(shellError("ENOSPC")),
      };
    case "/dev/random":
    case "/dev/urandom":
      return device(path, (size) => Uint8Array.from({ length: size }, () => Math.floor(random() * 256)));
  }
}

function device(path: string, read: (size: number) => Uint8Array): OpenFile {
  return {
    isTerminal: false,
    path,
    read: (size = READ_SIZE) => Promise.resolve(read(size)),
    write: () => Promise.resolve(),
    retain() {},
    release() {},
  };
}
