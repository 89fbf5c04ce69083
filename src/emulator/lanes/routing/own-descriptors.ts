import type { EventEmitter } from "node:events";
import fs, { type promises } from "node:fs";
import { NO_DESCRIPTOR } from "../mounts/guard-host.js";
import { currentContainer } from "./container-session.js";

type Callable = (...args: unknown[]) => unknown;
type Callback = (error: unknown, fd?: number) => void;

/** What changes the file behind a descriptor, or what others have in it; each with its `Sync` form. */
const CHANGES = ["close", "fchmod", "fchown", "ftruncate", "futimes", "truncate"];
const WRITES = ["write", "writev", "writeFile", "appendFile"];

/** Standard output and error, which are the log of a container. */
const LOGS = [1, 2];

/**
 * Descriptors are numbers of the whole process: containers find those that they have opened, and no others, so that
 * none closes or fills what belongs to the host or to Node itself. Of `node:fs` of this thread.
 * @param isOwn whether who opens something now does so for containers
 * @returns how to stop it
 */
export function guardDescriptors(isOwn: () => boolean): () => void {
  const own = new Set<number>();
  const undo: (() => void)[] = [];
  const replace = <T extends object>(target: T, name: keyof T & string, make: (real: Callable) => Callable): void => {
    const real = target[name] as Callable;
    const {
      name: _,
      length: __,
      prototype: ___,
      ...kept
    } = Object.getOwnPropertyDescriptors(real) as Record<string, PropertyDescriptor>;
    const guarded = Object.defineProperties(make(real), kept);
    Object.assign(target, { [name]: guarded });
    undo.push(() => {
      if (target[name] === guarded) Object.assign(target, { [name]: real });
    });
  };
  const opened = (fd: number): number => {
    own.add(fd);
    return fd;
  };
  const isForeign = (file: unknown): boolean =>
    Number.isInteger(file) && Number(file) >= 0 && !own.has(Number(file)) && isGuarded();

  replace(fs, "openSync", (real) => (...args) => {
    const fd = real(...args) as number;
    return isOwn() ? opened(fd) : fd;
  });
  replace(fs, "open", (real) => (...args) => {
    const callback = args.at(-1);
    if (typeof callback !== "function" || !isOwn()) return real(...args);
    const hear: Callback = (error, fd) => {
      if (fd !== undefined) opened(fd);
      (callback as Callback)(error, fd);
    };
    return real(...args.slice(0, -1), hear);
  });
  replace(fs.promises, "open", (real) => async (...args) => {
    const isRecorded = isOwn();
    const handle = (await real(...args)) as promises.FileHandle & EventEmitter;
    if (isRecorded) {
      const fd = opened(handle.fd);
      handle.once("close", () => own.delete(fd));
    }
    return handle;
  });
  for (const base of [...CHANGES, ...WRITES])
    for (const name of [base, `${base}Sync`] as ("close" | "closeSync")[])
      replace(fs, name, (real) => (file, ...rest) => {
        if (isForeign(file) && !(WRITES.includes(base) && LOGS.includes(file as number)))
          return real(NO_DESCRIPTOR, ...rest);
        if (base === "close") own.delete(file as number);
        return real(file, ...rest);
      });
  return () => {
    for (const each of undo) each();
  };
}

/** Inline functions are code of the host, and what the host has opened is theirs. */
function isGuarded(): boolean {
  const container = currentContainer();
  return container !== undefined && container.spec.code.kind !== "inline";
}
