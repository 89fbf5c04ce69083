import type { MountPaths } from "../tree/mount-paths.js";
import type { MountVolume } from "../tree/mount-volume.js";
import type { Operations } from "./operation.js";
import type { Watchers } from "./watchers.js";

/** `node:fs`, as far as it is for mounts. */
export interface FsOperations {
  readonly sync: Operations;
  readonly callbacks: Operations;
  readonly promises: Operations;
  /** Options of a stream by which it opens its file here. */
  streamOptions(maker: "createReadStream" | "createWriteStream", given: unknown): unknown;
}

/** What the functions of `node:fs` see of the mounts of a container. */
export interface MountView {
  readonly volume: MountVolume;
  readonly paths: MountPaths;
  readonly watchers: Watchers;
  readonly fs: FsOperations;
  /** A call about these files is about to be made. */
  before?(files: readonly unknown[]): void;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** @param path absolute and normalised */
  isReadOnly(path: string): boolean;
}
