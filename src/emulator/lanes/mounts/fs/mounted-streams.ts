import fs, { type ReadStream, type WriteStream } from "node:fs";
import { MountedHandle } from "./mounted-handle.js";
import type { Operations } from "./operation.js";

type StreamOptions = { readonly fd?: unknown; readonly encoding?: BufferEncoding };

type StreamClass<T> = new (path: unknown, options: object) => T;

const ReadStreamOfNode = fs.ReadStream as StreamClass<ReadStream>;
const WriteStreamOfNode = fs.WriteStream as StreamClass<WriteStream>;

/** Node's own stream, on files of mounts. */
export function readStream(operations: Operations, path: unknown, options?: unknown): ReadStream {
  return new ReadStreamOfNode(path, streamOptions(operations, "createReadStream", options));
}

export function writeStream(operations: Operations, path: unknown, options?: unknown): WriteStream {
  return new WriteStreamOfNode(path, streamOptions(operations, "createWriteStream", options));
}

/**
 * Options with which Node's streams are on files of mounts. Node takes handles of its own class only: one of ours is
 * closed through its number.
 */
export function streamOptions(
  { open, read, write, writev, close, fsync }: Operations,
  maker: "createReadStream" | "createWriteStream",
  given: unknown,
): object {
  const options: StreamOptions = typeof given === "string" ? { encoding: given as BufferEncoding } : (given ?? {});
  const files = maker === "createReadStream" ? { open, read, close } : { open, write, writev, close, fsync };
  const { fd } = options;
  if (!(fd instanceof MountedHandle)) return { ...options, fs: files };
  const closeHandle = (_fd: number, callback: (error?: unknown) => void): void =>
    void fd.close().then(() => callback(), callback);
  return { ...options, fd: fd.fd, fs: { ...files, close: closeHandle } };
}
