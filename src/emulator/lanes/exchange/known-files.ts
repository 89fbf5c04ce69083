import type { BigIntStats } from "node:fs";

/** What both sides know of a file or folder: by that, a change is found. */
export class KnownFile {
  names: Map<string, KnownFile> | undefined;
  #inode: bigint;
  #state: string;

  constructor(stat: BigIntStats) {
    this.#inode = stat.ino;
    this.#state = stateOf(stat);
    if (stat.isDirectory()) this.names = new Map();
  }

  isSame(stat: BigIntStats): boolean {
    return this.#inode === stat.ino && this.#state === stateOf(stat);
  }

  /** Whether it is still the same folder, whatever is in it. */
  isFolder(stat: BigIntStats): boolean {
    return this.names !== undefined && stat.isDirectory() && this.#inode === stat.ino;
  }

  note(stat: BigIntStats): void {
    this.#inode = stat.ino;
    this.#state = stateOf(stat);
  }
}

/** What is in a folder changes its times. */
function stateOf(stat: BigIntStats): string {
  return stat.isDirectory() ? String(stat.mode) : `${stat.mode} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}
