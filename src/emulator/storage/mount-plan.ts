import type { FileTree } from "./file-tree.js";

/** What the containers of a function find at a path. */
export interface MountPlan {
  readonly path: string;
  readonly objectId: string;
  /** Of the volume; `null` if it has none. */
  readonly name: string | null;
  readonly environment: string;
  /** The file system now; `undefined` once it was deleted. */
  readonly tree: () => FileTree | undefined;
  /** The directory that is mounted, without slashes around it; the whole file system if it is "". */
  readonly directory: string;
  readonly readOnly: boolean;
  /** Whether everyone sees at once what a container writes; a volume is committed. */
  readonly isImmediate: boolean;
}
