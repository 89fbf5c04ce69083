import { argumentError, fsError } from "../tree/fs-error.js";
import { readRange, toBytes, toOptions, toPath, writeRange, type View } from "./arguments.js";
import type { MountView } from "./mount-view.js";
import type { Operations } from "./operation.js";

interface FileOptions {
  readonly flag: string | number;
  readonly mode: number;
}

/** Opening, reading and writing files of mounts; each as the synchronous function of `fs` of that name. */
export function fileOperations({ volume }: MountView): Operations {
  const { tree, files, memfs } = volume;

  const withFile = <T>(file: unknown, flags: string | number, mode: number, body: (fd: number) => T): T => {
    if (typeof file === "number") return body(file);
    const fd = openSync(file, flags, mode);
    try {
      return body(fd);
    } finally {
      files.close(fd);
    }
  };
  const openSync = (path: unknown, flags: string | number | null = "r", mode: string | number | null = 0o666): number =>
    memfs.openSync(toPath(path), flags ?? "r", mode ?? 0o666);
  const writeAll = (fd: number, bytes: Uint8Array): void => {
    files.file(fd, "write");
    for (let at = 0; at < bytes.length;) at += files.write(fd, bytes, at, bytes.length - at, null); // until it is full
  };
  const readSync = (fd: number, ...args: unknown[]): number => {
    const { buffer, offset, length, position } = readRange(args);
    return files.read(fd, buffer, offset, length, position);
  };
  const writeSync = (fd: number, ...args: unknown[]): number => {
    const { buffer, offset, length, position } = writeRange(args);
    return files.write(fd, buffer, offset, length, position);
  };
  const ftruncateSync = (fd: number, length: number | null = 0): void =>
    files.ftruncate(fd, Math.max(0, checkedLength(length ?? 0)));
  const writeFileSync = (file: unknown, data: unknown, given?: unknown): void => {
    const { encoding, flag, mode } = toOptions<FileOptions>(given);
    const bytes = toBytes(data, encoding === "buffer" ? undefined : encoding);
    withFile(file, flag ?? "w", mode ?? 0o666, (fd) => writeAll(fd, bytes));
  };

  return {
    openSync,
    readSync,
    writeSync,
    ftruncateSync,
    writeFileSync,
    closeSync: (fd: number): void => files.close(fd),
    readvSync: (fd: number, buffers: readonly View[], position: number | null = null): number =>
      overAll(buffers, position, (buffer, at) => files.read(fd, buffer, 0, buffer.byteLength, at)),
    writevSync: (fd: number, buffers: readonly View[], position: number | null = null): number =>
      overAll(buffers, position, (buffer, at) => writeSync(fd, buffer, 0, buffer.byteLength, at)),
    fsyncSync: (fd: number): void => void files.file(fd, "fsync"),
    fdatasyncSync: (fd: number): void => void files.file(fd, "fdatasync"),
    readFileSync: (file: unknown, given?: unknown): string | Buffer => {
      const { encoding, flag } = toOptions<FileOptions>(given);
      const text = encoding === "buffer" || encoding === undefined || encoding === null ? undefined : encoding;
      if (text !== undefined && !Buffer.isEncoding(text))
        throw argumentError(
          "ERR_INVALID_ARG_VALUE",
          `The argument 'encoding' is invalid encoding. Received '${String(text)}'`,
        );
      if (typeof file === "number") {
        const { node, position } = files.file(file, "read");
        const bytes = Buffer.alloc(Math.max(0, node.size - position));
        const length = files.read(file, bytes, 0, bytes.length, null);
        return text === undefined ? bytes : bytes.toString(text, 0, length);
      }
      if (flag !== undefined && flag !== "r")
        return withFile(file, flag, 0o666, (fd) => {
          const bytes = Buffer.alloc(files.file(fd, "read").node.size);
          files.read(fd, bytes, 0, bytes.length, 0);
          return text === undefined ? bytes : bytes.toString(text);
        });
      const node = tree.find(toPath(file), "open").getNode();
      if (node.isDirectory()) throw fsError("EISDIR", "read");
      return text === undefined ? node.getBuffer() : node.getString(text);
    },
    appendFileSync: (file: unknown, data: unknown, given?: unknown): void =>
      writeFileSync(file, data, { flag: "a", ...toOptions<FileOptions>(given) }),
    truncateSync: (file: unknown, length: number | null = 0): void =>
      withFile(file, "r+", 0o666, (fd) => ftruncateSync(fd, length)),
  };
}

function overAll(
  buffers: readonly View[],
  position: number | null,
  each: (buffer: View, position: number | null) => number,
): number {
  if (!Array.isArray(buffers))
    throw argumentError("ERR_INVALID_ARG_TYPE", 'The "buffers" argument must be an instance of ArrayBufferView[].');
  let total = 0;
  for (const buffer of buffers as readonly View[]) {
    const bytes = each(buffer, position === null ? null : position + total);
    total += bytes;
    if (bytes < buffer.byteLength) break;
  }
  return total;
}

function checkedLength(length: number): number {
  if (typeof length !== "number")
    throw argumentError("ERR_INVALID_ARG_TYPE", `The "len" argument must be of type number. Received ${typeof length}`);
  if (!Number.isInteger(length))
    throw argumentError(
      "ERR_OUT_OF_RANGE",
      `The value of "len" is out of range. It must be an integer. Received ${length}`,
    );
  return length;
}
