/** A file or directory of a volume. Modal: docs/modal/volumes.md#files-from-outside. */
export interface FileEntry {
  /** Relative to the volume, without a leading slash. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink";
  /** In bytes. */
  readonly size: number;
  readonly mtime: Date;
}

/** Options of `listdir` and `iterdir`. */
export interface ListFilesOptions {
  /** Go into directories. Default: false for `listdir`, true for `iterdir`. */
  recursive?: boolean;
}

/** Options of what can work on whole directories. */
export interface RecursiveOptions {
  /** Default: false. */
  recursive?: boolean;
}

/** What `Volume.batchUpload` is told to upload. */
export interface VolumeUpload {
  /** A local file, or its content; `mode` is that of the local file, or `0o644`. */
  putFile(local: string | Uint8Array, remote: string, options?: { mode?: number }): void;
  /** The regular files of a local directory; empty directories are left out. Default: `recursive: true`. */
  putDirectory(local: string, remote: string, options?: RecursiveOptions): void;
}
