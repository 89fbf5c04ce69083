import { describe } from "../../checks/options.js";
import { InvalidError } from "../../contract/errors.js";

/** What containers find as their disk. */
export interface DiskOptions {
  /**
   * What containers change outside of their mounts: with `"private"` each has a layer of its own over the files of this
   * machine, gone with it, as on Modal; with `"host"` they change the machine's files. Native addons have the machine's
   * files in both cases, and so has code with `isolation: "inline"`; of child processes, `children` says what they find. Default: `"private"`.
   */
  disk?: "private" | "host";
  /**
   * Megabytes (2^20 bytes) that each container may write to a disk of its own, outside of mounts: by how much files have
   * grown, however they are held. What is more fails with `ENOSPC`; what is removed can be written again. A whole number
   * from 1. Default: 10,240.
   */
  diskLimitMb?: number;
  /**
   * How child processes find the disk of a container's own, and what they write there is the container's. With
   * `"namespace"`, in a mount namespace of Linux, which has to be there; with `"translate"`, the paths that they are given
   * lead to copies of what the container has changed, its mounts and its image, and what they reach otherwise is this
   * machine's; with `"auto"`, in a namespace where this machine has one, and else by translated paths. With `"refuse"` they have this machine's
   * files, and are refused if they are given the path of something in a mount, or that the container has changed.
   * Default: `"auto"`.
   */
  children?: "auto" | "namespace" | "translate" | "refuse";
}

/** With defaults, checked. */
export type DiskSettings = Readonly<Required<DiskOptions>>;

/** @throws InvalidError for a value out of range */
export function checkDiskOptions({ disk, diskLimitMb, children }: DiskSettings): void {
  if (disk !== "private" && disk !== "host")
    throw new InvalidError(`Emulator.start: disk must be "private" or "host", not ${describe(disk)}.`);
  if (!["auto", "namespace", "translate", "refuse"].includes(children))
    throw new InvalidError(
      `Emulator.start: children must be "auto", "namespace", "translate" or "refuse", not ${describe(children)}.`,
    );
  if (!Number.isInteger(diskLimitMb) || diskLimitMb < 1)
    throw new InvalidError(
      `Emulator.start: diskLimitMb must be a whole number of megabytes, 1 or more, not ${describe(diskLimitMb)}.`,
    );
}
