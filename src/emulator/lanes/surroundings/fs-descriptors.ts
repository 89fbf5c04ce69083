import fs, { type Dir, type ReadPosition } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { promisify } from "node:util";

type Callback = (error: unknown, ...results: unknown[]) => void;
type View = NodeJS.ArrayBufferView;
interface ReadOptions {
  readonly buffer?: View;
  readonly offset?: number;
  readonly length?: number;
  readonly position?: ReadPosition | null;
}

/** Runs an operation after those before it. */
type InOrder = <T>(operation: () => Promise<T>) => Promise<T>;

/** Bytes that a read takes that says nothing of it, as in Node. */
const DEFAULT_BYTES = 16_384;

function open(file: fs.PathLike, ...args: unknown[]): void {
  if (mayBlock(file)) Reflect.apply(fs.open, fs, [file, ...args]);
  else answer(args.pop() as Callback, () => [Reflect.apply(fs.openSync, fs, [file, ...args])]);
}

function close(fd: number, callback: Callback = () => undefined): void {
  answer(callback, () => [fs.closeSync(fd)]);
}

function read(fd: number, ...args: unknown[]): void {
  if (!isFile(fd)) return Reflect.apply(fs.read, fs, [fd, ...args]) as void; // such as a pipe: it may have to wait
  answer(args.pop() as Callback, () => Object.values(readNow(fd, args)));
}

async function promisedRead(fd: number, ...args: unknown[]): Promise<unknown> {
  return isFile(fd) ? readNow(fd, args) : Reflect.apply(promisify(fs.read), fs, [fd, ...args]);
}

function createReadStream(file: fs.PathLike, options?: BufferEncoding | { fd?: unknown }): fs.ReadStream {
  const given = typeof options === "string" ? { encoding: options } : (options ?? {});
  const isHandle = "fd" in given && typeof given.fd === "object"; // reads by its own methods
  return fs.createReadStream(file, { ...(!isHandle && { fs: { open, read, close } }), ...given } as Parameters<
    typeof fs.createReadStream
  >[1]);
}

function opendir(file: string, ...args: unknown[]): void {
  answer(args.pop() as Callback, () => [openDirectory(file, ...args)]);
}

/** `open`, `read`, `close`, `opendir` and what is built on them, served at once, as all reads of real files. */
export const FILE_DESCRIPTORS: Readonly<Record<string, unknown>> = {
  open,
  close,
  opendir,
  createReadStream,
  read: Object.assign(read, { [promisify.custom]: promisedRead }),
};

/**
 * `open` and `opendir` of `node:fs/promises`: handles open and close in the order that they were asked to, and read at
 * once.
 */
export function promisedDescriptors(): Readonly<Record<string, unknown>> {
  let last: Promise<unknown> = Promise.resolve();
  const inOrder: InOrder = (operation) => {
    const done = last.then(operation);
    last = done.catch(() => undefined);
    return done;
  };
  const openHandle = (...args: Parameters<typeof fs.promises.open>): Promise<FileHandle> =>
    inOrder(async () => readingAtOnce(await fs.promises.open(...args), inOrder));
  return { open: openHandle, opendir: async (file: string, ...args: unknown[]) => openDirectory(file, ...args) };
}

function readingAtOnce(handle: FileHandle, inOrder: InOrder): FileHandle {
  if (!isFile(handle.fd)) return handle;
  const closeHandle = handle.close.bind(handle);
  return Object.assign(handle, {
    read: async (...args: unknown[]) => readNow(handle.fd, args),
    readFile: async (...args: unknown[]) => Reflect.apply(fs.readFileSync, fs, [handle.fd, ...args]),
    stat: async (options?: fs.StatOptions) => fs.fstatSync(handle.fd, options),
    close: () => inOrder(closeHandle),
  });
}

function openDirectory(file: string, ...args: unknown[]): Dir {
  const directory = Reflect.apply(fs.opendirSync, fs, [file, ...args]) as Dir;
  return Object.assign(directory, {
    read: async () => directory.readSync(),
    close: async () => directory.closeSync(),
    async *[Symbol.asyncIterator]() {
      try {
        for (let entry = directory.readSync(); entry; entry = directory.readSync()) yield entry;
      } finally {
        directory.closeSync();
      }
    },
  });
}

/** @param args of `read`, without the file: a buffer and where to put what, or options, or nothing */
function readNow(fd: number, [first, ...rest]: readonly unknown[]): { bytesRead: number; buffer: View } {
  const options = ArrayBuffer.isView(first) ? undefined : ((first ?? {}) as ReadOptions);
  const buffer = (ArrayBuffer.isView(first) ? (first as View) : options?.buffer) ?? Buffer.alloc(DEFAULT_BYTES);
  const [where, length, position] = options
    ? [options]
    : (rest as [ReadOptions | number | null, number?, (ReadPosition | null)?]);
  if (typeof where === "object") return { bytesRead: fs.readSync(fd, buffer, where ?? {}), buffer };
  const offset = where ?? 0;
  return { bytesRead: fs.readSync(fd, buffer, offset, length ?? buffer.byteLength - offset, position ?? null), buffer };
}

function isFile(fd: number): boolean {
  try {
    return fs.fstatSync(fd).isFile();
  } catch {
    return true; // the operation itself says what is wrong
  }
}

/** Opening a named pipe waits for its other end. */
function mayBlock(file: fs.PathLike): boolean {
  try {
    return fs.statSync(file).isFIFO();
  } catch {
    return false; // opening it says what is wrong
  }
}

function answer(callback: Callback, operation: () => readonly unknown[]): void {
  try {
    process.nextTick(callback, null, ...operation());
  } catch (error) {
    process.nextTick(callback, error);
  }
}
