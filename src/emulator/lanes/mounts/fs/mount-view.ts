import type { MountPaths } from "../tree/mount-paths.js";
import type { MountVolume } from "../tree/mount-volume.js";
import type { MountedFs } from "./mounted-fs.js";
import type { Watchers } from "./watchers.js";

/** What the functions of `node:fs` see of the mounts of a container. */
export interface MountView {
  readonly volume: MountVolume;
  readonly paths: MountPaths;
  readonly watchers: Watchers;
  readonly fs: MountedFs;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** @param path absolute and normalised */
  isReadOnly(path: string): boolean;
}
