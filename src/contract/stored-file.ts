/**
 * A file, directory or symbolic link of a stored file system, as plain data. The content of a file never changes once
 * it is stored: containers, snapshots and the kernel share it, across threads, without copying.
 */
export type StoredFile =
  | {
      readonly kind: "file";
      readonly content: SharedArrayBuffer;
      /** Permission bits. */ readonly mode: number;
      /** Epoch milliseconds. */ readonly mtimeMs: number;
    }
  | { readonly kind: "directory"; readonly mode: number; readonly mtimeMs: number }
  | { readonly kind: "symlink"; readonly target: string; readonly mtimeMs: number };

/**
 * What became of a path, relative to the file system and without a leading slash: what is there now, or `null` for
 * nothing.
 */
export type FileChange = readonly [path: string, file: StoredFile | null];

/** A copy of bytes that can be stored. */
export function contentOf(bytes: Uint8Array): SharedArrayBuffer {
  const content = new SharedArrayBuffer(bytes.length);
  new Uint8Array(content).set(bytes);
  return content;
}
