import fs, { type Dir, type Dirent } from "node:fs";

type Callback = (error: unknown, entry?: Dirent | null) => void;

/** Node's `Dir`, of a directory of a mount as it was when it was opened. */
export function mountedDirectory(path: string, entries: readonly Dirent[]): Dir {
  let next = 0;
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed) throw Object.assign(new Error("Directory handle was closed"), { code: "ERR_DIR_CLOSED" });
  };
  const readSync = (): Dirent | null => {
    checkOpen();
    return entries[next++] ?? null;
  };
  const closeSync = (): void => {
    checkOpen();
    isClosed = true;
  };
  async function* iterate(): AsyncGenerator<Dirent> {
    try {
      for (let entry = readSync(); entry; entry = readSync()) yield entry;
    } finally {
      if (!isClosed) closeSync();
    }
  }
  const members = {
    path,
    readSync,
    closeSync,
    read: (callback?: Callback) => either(readSync, callback),
    close: (callback?: Callback) => either(closeSync, callback),
    entries: iterate,
    [Symbol.asyncIterator]: iterate,
    [Symbol.dispose]: () => void (isClosed || closeSync()),
    [Symbol.asyncDispose]: async () => void (isClosed || closeSync()),
  };
  const descriptors = Object.getOwnPropertyDescriptors(members);
  for (const descriptor of Object.values(descriptors)) descriptor.enumerable = false;
  return Object.create(fs.Dir.prototype, descriptors) as Dir;
}

/** Answers by a callback, or by a promise if there is none. */
function either<T>(operation: () => T, callback: Callback | undefined): Promise<T> | undefined {
  if (!callback) return new Promise((resolve) => resolve(operation()));
  try {
    process.nextTick(callback, null, operation());
  } catch (error) {
    process.nextTick(callback, error);
  }
  return undefined;
}
