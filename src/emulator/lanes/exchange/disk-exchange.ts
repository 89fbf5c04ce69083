import type { ContainerMounts } from "../mounts/container-mounts.js";
import { DiskGiving } from "./disk-giving.js";
import { DiskTaking } from "./disk-taking.js";
import type { DiskSpace } from "./disk-space.js";
import { SharedDisk, trimmed } from "./shared-disk.js";

/**
 * Keeps the disk of a container, and the folders in which its others find it, alike: what the container changes is
 * written there, and what programs have changed is taken from there. To be called on behalf of nobody.
 */
export class DiskExchange {
  readonly #giving: DiskGiving;
  readonly #taking: DiskTaking;
  readonly #changed = new Set<string>();
  #isTaking = false;

  constructor(mounts: ContainerMounts, space: DiskSpace) {
    const disk = new SharedDisk(mounts, space);
    this.#giving = new DiskGiving(disk);
    this.#taking = new DiskTaking(disk);
  }

  /** Writes all that the container has, and the machine has not. */
  giveAll(): void {
    this.#giving.giveAll();
  }

  /** Writes what the container has at a path, even if that is as the machine has it; and where it is to be, if nothing is. */
  lend(path: string): void {
    if (!this.#giving.makeWay(path)) return;
    this.#giving.give(path);
    this.#giving.complete(path);
  }

  /** Makes a folder for what others make there. */
  makeFolder(path: string): void {
    this.#giving.makeWay(`${trimmed(path)}/file`);
  }

  /**
   * Writes all that is in a folder, also what the machine has there.
   * @returns false if that is too much
   */
  complete(path: string): boolean {
    return this.#giving.complete(path);
  }

  /** The container has changed what is at a path. */
  note(path: string): void {
    if (!this.#isTaking) this.#changed.add(path);
  }

  /** Writes what the container has changed since. */
  give(): void {
    if (this.#isTaking) return; // that is no change of the container
    for (const path of [...this.#giving.failed, ...this.#changed]) this.#giving.give(path);
    this.#changed.clear();
  }

  /** Paths of what could not be written, as it is in folders of other users. */
  get failed(): ReadonlySet<string> {
    return this.#giving.failed;
  }

  /**
   * Takes what programs have changed since.
   * @param path all that is to be known is what is there, or the names in it
   */
  take(path?: string): void {
    this.#isTaking = true;
    try {
      this.#taking.take(path);
    } finally {
      this.#isTaking = false;
    }
    for (const each of this.#taking.refused) this.#giving.give(each);
    this.#taking.refused.clear();
  }
}
