/** What is at a path of a sandbox. */
export interface SandboxFileInfo {
  /** Last part of the path. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink";
  /** Bytes. */
  readonly size: number;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  /** Such as `rw-r--r--`. */
  readonly permissions: string;
  readonly owner: string;
  readonly group: string;
  /** Epoch milliseconds. */
  readonly modifiedTime: number;
  /** Where a symbolic link leads. */
  readonly symlinkTarget?: string;
}

/** What is asked of the disk of a sandbox. Paths are absolute. */
export type SandboxFileOperation =
  /** @property offset bytes, from the beginning @property length at most so many bytes; left out, until the end */
  | {
      readonly op: "read";
      readonly path: string;
      readonly offset?: number;
      readonly length?: number;
      /** A larger file is refused: bytes. */ readonly limit?: number;
    }
  /** The folders above are made as well. @property at where it writes: over the file, at its end, or at an offset */
  | {
      readonly op: "write";
      readonly path: string;
      readonly data: Uint8Array<ArrayBuffer>;
      readonly at?: "end" | number;
      /** Nothing may be there yet. */ readonly isNew?: boolean;
      /** Something must be there. */ readonly mustExist?: boolean;
    }
  | { readonly op: "list"; readonly path: string }
  | { readonly op: "mkdir"; readonly path: string; readonly createParents: boolean }
  | { readonly op: "remove"; readonly path: string; readonly recursive: boolean }
  | { readonly op: "stat"; readonly path: string };

/** `data` of `read`, `files` of `list` and `stat`. */
export interface SandboxFileAnswer {
  readonly data?: Uint8Array<ArrayBuffer>;
  readonly files?: readonly SandboxFileInfo[];
}

/** What happened to files that are watched. */
export interface SandboxFileEvent {
  readonly paths: readonly string[];
  readonly type: "Unknown" | "Access" | "Create" | "Modify" | "Remove";
}
