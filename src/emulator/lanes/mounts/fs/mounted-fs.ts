import { Blob } from "node:buffer";
import { promisify } from "node:util";
import type { MountView } from "./mount-view.js";
import { abortError } from "./abort-error.js";
import { toBytes, toOptions } from "./arguments.js";
import { attributeOperations } from "./attribute-operations.js";
import { callbackForm, callbackOf } from "./callback-form.js";
import { Copies, copyOperations } from "./copy-operations.js";
import { fileOperations } from "./file-operations.js";
import { glob, type GlobOptions } from "./globbing.js";
import { MountedHandle } from "./mounted-handle.js";
import { MountedFileHandle } from "./mounted-file-handle.js";
import { readStream, streamOptions, writeStream } from "./mounted-streams.js";
import { nameOperations } from "./name-operations.js";
import { perform, type Operation, type Operations } from "./operation.js";

type Patterns = string | readonly string[];

/** Functions of `fs.promises` that are no more than the synchronous ones. */
const PROMISED = [
  "access",
  "appendFile",
  "chmod",
  "chown",
  "copyFile",
  "lchmod",
  "lchown",
  "link",
  "lstat",
  "lutimes",
  "mkdir",
  "mkdtemp",
  "opendir",
  "readFile",
  "readdir",
  "readlink",
  "realpath",
  "rename",
  "rm",
  "rmdir",
  "stat",
  "statfs",
  "symlink",
  "truncate",
  "unlink",
  "utimes",
] as const;

/**
 * `node:fs` below the mounts of a container. The synchronous functions do it all; the others call them at once, inside
 * the turn, and answer in the order in which they were called.
 */
export class MountedFs {
  readonly sync: Operations;
  readonly callbacks: Operations;
  readonly promises: Operations;

  constructor(mounts: MountView) {
    const copies = new Copies(mounts);
    const sync: Operations = {
      ...fileOperations(mounts),
      ...attributeOperations(mounts),
      ...nameOperations(mounts),
      ...copyOperations(copies),
      globSync: (patterns: Patterns, options?: GlobOptions) => [...glob(mounts, patterns, options)],
      createReadStream: (path: unknown, options?: unknown) => readStream(this.callbacks, path, options),
      createWriteStream: (path: unknown, options?: unknown) => writeStream(this.callbacks, path, options),
      openAsBlob: async (path: unknown, options?: { readonly type?: string }) =>
        new Blob([perform(sync["readFileSync"], [path]) as Buffer], { type: options?.type ?? "" }),
      watch: (path: unknown, options?: unknown, listener?: unknown) => mounts.watchers.watch(path, options, listener),
      watchFile: (path: unknown, options: unknown, listener?: unknown) =>
        mounts.watchers.watchFile(path, options, listener),
      unwatchFile: (path: unknown, listener?: () => void) => mounts.watchers.unwatchFile(path, listener),
    };
    const open = async (path: unknown, flags?: unknown, mode?: unknown): Promise<MountedFileHandle> =>
      new MountedFileHandle(this, perform(sync["openSync"], [path, flags, mode]) as number);
    this.sync = sync;
    this.callbacks = {
      ...Object.fromEntries(
        Object.entries(sync)
          .filter(([name]) => name.endsWith("Sync") && !name.startsWith("mkdtempDisposable"))
          .map(([name, operation]) => [name.slice(0, -"Sync".length), callbackForm(name, operation)]),
      ),
      realpath: Object.assign(callbackForm("realpathSync", sync["realpathSync"]), {
        native: callbackForm("realpathSync", (sync["realpathSync"] as Operation & { native: Operation }).native),
      }),
      exists: Object.assign(
        (path: unknown, callback: (exists: unknown) => void) =>
          process.nextTick(callback, perform(sync["existsSync"], [path])),
        {
          [promisify.custom]: async (path: unknown) => perform(sync["existsSync"], [path]),
        },
      ),
      cp: (from: unknown, to: unknown, ...rest: unknown[]) => {
        const callback = callbackOf(rest);
        copies.cp(from, to, rest[0]).then(
          () => process.nextTick(callback, null),
          (error: unknown) => process.nextTick(callback, error),
        );
      },
    };
    this.promises = {
      ...Object.fromEntries(PROMISED.map((name) => [name, promised(sync[`${name}Sync`])])),
      open,
      cp: (from: unknown, to: unknown, options?: unknown) => copies.cp(from, to, options),
      glob: async function* (patterns: Patterns, options?: GlobOptions) {
        yield* glob(mounts, patterns, options);
      },
      watch: (path: unknown, options?: object) => mounts.watchers.events(path, options),
      writeFile: (file: unknown, data: unknown, options?: unknown) => writeFile(sync, file, data, options),
      mkdtempDisposable: async (prefix: unknown) => {
        const made = perform(sync["mkdtempDisposableSync"], [prefix]) as { path: string; remove(): void };
        return { path: made.path, remove: async () => made.remove(), [Symbol.asyncDispose]: async () => made.remove() };
      },
    };
  }

  /** Options with which Node's own streams are on files of mounts. */
  streamOptions(maker: "createReadStream" | "createWriteStream", options: unknown): object {
    return streamOptions(this.callbacks, maker, options);
  }
}

function promised(operation: Operation | undefined): Operation {
  return async (file: unknown, ...args: unknown[]) => {
    for (const options of args) throwIfAborted(options);
    return perform(operation, [file instanceof MountedHandle ? file.fd : file, ...args]);
  };
}

/** `fs.promises.writeFile`, which also takes streams and other iterables. */
async function writeFile(sync: Operations, target: unknown, data: unknown, options: unknown): Promise<void> {
  const file = target instanceof MountedHandle ? target.fd : target;
  throwIfAborted(options);
  if (
    typeof data !== "object" ||
    data === null ||
    ArrayBuffer.isView(data) ||
    !(Symbol.iterator in data || Symbol.asyncIterator in data)
  )
    return void perform(sync["writeFileSync"], [file, data, options]);
  const { encoding, flag, mode } = toOptions<{ flag: string; mode: number }>(options);
  const fd = typeof file === "number" ? file : (perform(sync["openSync"], [file, flag ?? "w", mode]) as number);
  try {
    for await (const chunk of data as AsyncIterable<unknown>) {
      throwIfAborted(options);
      perform(sync["writeSync"], [fd, toBytes(chunk, encoding === "buffer" ? undefined : encoding)]);
    }
  } finally {
    if (typeof file !== "number") perform(sync["closeSync"], [fd]);
  }
}

function throwIfAborted(options: unknown): void {
  const aborted = abortError(options);
  if (aborted) throw aborted;
}
