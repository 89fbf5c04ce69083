import type { DiskRoom } from "./disk-room.js";
import type { LowerFiles } from "./lower-files.js";
import type { MountNode } from "./mount-node.js";

/** What became of a name in the tree. */
export type TreeChange =
  | {
      readonly type: "created" | "removed" | "modified" | "attributes";
      readonly path: string;
      readonly node: MountNode;
    }
  | {
      readonly type: "moved";
      readonly path: string;
      readonly from: string;
      readonly replaces: boolean;
      readonly node: MountNode;
    };

/** What a tree needs around it. */
export interface TreeHost {
  /** Epoch milliseconds. */
  readonly now: number;
  /** What shows through outside of mounts; `undefined`: nothing is there, and nothing can be. */
  readonly lower?: LowerFiles | undefined;
  /** What there is outside of mounts; `undefined`: as much as is wanted. */
  readonly room?: DiskRoom | undefined;
  /** The mount that a path is in. */
  mountOf(path: string): string | undefined;
  isReadOnly(path: string): boolean;
  isMountPoint(path: string): boolean;
  changed(change: TreeChange): void;
}
