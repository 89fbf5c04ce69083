import { constants } from "node:fs";
import { UnimplementedError } from "../../../contract/errors.js";
import { nodeBinding } from "./node-binding.js";
import type { ContainerMounts } from "./container-mounts.js";
import { isRelative } from "./fs/own-directory.js";
import type { Use } from "./tree/mount-paths.js";

type Find = () => ContainerMounts | undefined;
type Native = (...args: unknown[]) => unknown;

/** Those that are given a file descriptor. All others, also such as a new Node has, are guarded. */
const OF_DESCRIPTORS: ReadonlySet<string> = new Set([
  "close",
  "fdatasync",
  "fstat",
  "fsync",
  "ftruncate",
  "read",
  "readBuffers",
  "writeBuffer",
  "writeBuffers",
  "writeString",
]);

/** Those that may change a file which is open for reading. */
const BY_DESCRIPTOR: ReadonlySet<string> = new Set(["fchmod", "fchown", "futimes"]);

/** A number that no descriptor has: Node answers with its own error, in whatever way it answers. */
export const NO_DESCRIPTOR: number = 2 ** 31 - 1;

/** Those that change what is at a path, by the place of the path among their arguments. */
const CHANGING: Readonly<Record<string, readonly number[]>> = {
  chmod: [0],
  chown: [0],
  copyFile: [1],
  cpSyncCheckPaths: [1],
  cpSyncCopyDir: [1],
  cpSyncOverrideFile: [1],
  lchown: [0],
  link: [0, 1],
  lutimes: [0],
  mkdir: [0],
  mkdtemp: [0],
  rename: [0, 1],
  rmdir: [0],
  rmSync: [0],
  symlink: [1],
  unlink: [0],
  utimes: [0],
  writeFileUtf8: [0],
};

/** Those whose second argument is a path, too; that of others may be anything, such as what is to be written. */
const TWO_PATHS: ReadonlySet<string> = new Set([
  "rename",
  "link",
  "symlink",
  "copyFile",
  "cpSyncCheckPaths",
  "cpSyncOverrideFile",
  "cpSyncCopyDir",
]);

/** Those of them that write what a file holds. */
const WRITERS: ReadonlySet<string> = new Set(["copyFile", "writeFileUtf8"]);

/** Those whose second argument says what for. */
const OPENING: ReadonlySet<string> = new Set(["open", "openFileHandle"]);
const WRITING = constants.O_WRONLY | constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND;

/** Those that take along what is below a path. */
const OF_FOLDERS: ReadonlySet<string> = new Set([
  "rmSync",
  "rmdir",
  "rename",
  "cpSyncCheckPaths",
  "cpSyncOverrideFile",
  "cpSyncCopyDir",
]);

/**
 * Stands in front of the functions of the host's file system that all of `node:fs` comes down to. Nothing below a mount
 * gets past it, whichever way it came: a function that a package kept from before the thread was a lane's, one that a
 * new Node has and the routing table does not, a module loader.
 * @param advice what to do instead, for errors
 * @returns how to take it away
 */
export function guardHost(find: Find, advice: string = "Import `node:fs` inside the container"): () => void {
  const binding = nodeBinding("fs");
  const guarded = Object.entries(binding).flatMap(([name, native]) =>
    typeof native === "function" && !/^[A-Z]/.test(name) && !OF_DESCRIPTORS.has(name)
      ? [[name, native, guard(name, native as Native, find, advice)] as const]
      : [],
  );
  for (const [name, , replacement] of guarded) binding[name] = replacement;
  return () => {
    for (const [name, native, replacement] of guarded) if (binding[name] === replacement) binding[name] = native;
  };
}

function guard(name: string, native: Native, find: Find, advice: string): Native {
  const hasTwoPaths = TWO_PATHS.has(name);
  const takesAlong = OF_FOLDERS.has(name);
  const changed = CHANGING[name];
  const opens = OPENING.has(name);
  const writes = WRITERS.has(name);
  const isByDescriptor = BY_DESCRIPTOR.has(name);
  return function guarded(this: unknown, ...args: unknown[]): unknown {
    try {
      const mounts = find();
      if (mounts !== undefined) {
        if (mounts.paths.layer) {
          if (changed) refuseChange(mounts, [name, advice], changed, args, writes ? "write" : "change");
          else if (opens && (Number(args[1]) & WRITING) !== 0) refuseChange(mounts, [name, advice], [0], args, "write");
          else if (isByDescriptor && typeof args[0] === "number" && args[0] !== NO_DESCRIPTOR)
            throw changeRefused("a file that it has opened to read", name, advice);
        }
        if (mounts.paths.directory !== undefined && typeof args[0] === "string" && isRelative(args[0]))
          throw relativeRefused(args[0], advice);
        if (typeof args[0] !== "number" && !mounts.paths.isUntouched) {
          refuse(mounts, args[0], takesAlong, advice);
          if (hasTwoPaths || typeof args[0] === "object") refuse(mounts, args[1], takesAlong && hasTwoPaths, advice);
        }
      }
      return Reflect.apply(native, this, args);
    } catch (error) {
      args.forEach(abandon);
      throw error;
    }
  };
}

/** A request that was made for a call which has thrown is never under way: nobody is to wait for its answer. */
function abandon(argument: unknown): void {
  if (typeof argument === "object" && argument !== null && "oncomplete" in argument) argument.oncomplete = undefined;
}

/** With a disk of its own, no container changes the host's. @param changed places of paths among the arguments */
function refuseChange(
  { paths }: ContainerMounts,
  [name, advice]: readonly [name: string, advice: string],
  changed: readonly number[],
  args: readonly unknown[],
  use: Use,
): void {
  for (const index of changed) {
    const path = args[index];
    if (typeof path !== "number" && paths.has(path, use)) throw changeRefused(String(path), name, advice);
  }
}

function changeRefused(what: string, name: string, advice: string): UnimplementedError {
  return new UnimplementedError(
    `Something is about to change ${what} on the host's own disk (${name}), which this container only reads: a function of \`node:fs\` that was kept from before the emulator started, or Node itself. ${advice}.`,
  );
}

/** It would mean another file. */
function relativeRefused(path: string, advice: string): UnimplementedError {
  return new UnimplementedError(
    `Something is about to use ${path} on the host's own disk by a relative path, and this container has called process.chdir, which moves the container alone: a function of \`node:fs\` that was kept from before the emulator started, or Node itself. ${advice}, or give an absolute path.`,
  );
}

function refuse({ paths }: ContainerMounts, path: unknown, takesAlong: boolean, advice: string): void {
  if (!paths.has(path, "pass") && !(takesAlong && paths.isAbove(path))) return;
  throw new UnimplementedError(
    `Something is about to use ${String(path)} on the host's own disk, where this container has a mount: a function of \`node:fs\` that was kept from before the emulator started, or Node itself. ${advice}, or copy the file to a temporary directory with fs.cpSync first.`,
  );
}
