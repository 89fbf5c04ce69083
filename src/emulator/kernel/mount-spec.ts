import type { FileChange } from "../../contract/stored-file.js";

/** A stored file system that a container sees at a path. */
export interface MountSpec {
  /** Absolute and normalised, such as `/data`. */
  readonly path: string;
  readonly objectId: string;
  /** `null` if it has none. */
  readonly name: string | null;
  readonly environment: string;
  readonly readOnly: boolean;
  /** Whether what is written is stored at the end of each turn; otherwise it is committed. */
  readonly isImmediate: boolean;
  /** What is there when the container starts, relative to the mount; directories before what they contain. */
  readonly files: readonly FileChange[];
}

/** What became of a mounted file system, relative to its mount. */
export type MountedChanges = readonly [objectId: string, changes: readonly FileChange[]];
