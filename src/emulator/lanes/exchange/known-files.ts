import type { BigIntStats } from "node:fs";
import { Edits, type EditedPart } from "../mounts/tree/edits.js";
import type { MountNode } from "../mounts/tree/mount-node.js";

/** What both sides know of a file or folder: by that, a change is found. */
export class KnownFile {
  names: Map<string, KnownFile> | undefined;
  #copy: { readonly node: MountNode; readonly edits: number } | undefined;
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

  /** @param node whose content it has */
  note(stat: BigIntStats, node?: MountNode): void {
    this.#copy = node?.isFile() ? { node, edits: (node.edits ??= new Edits()).count } : undefined;
    this.#inode = stat.ino;
    this.#state = stateOf(stat);
  }

  /** What of a file was written since both sides had it; `undefined` if that is not known. */
  missing(stat: BigIntStats, node: MountNode): readonly EditedPart[] | undefined {
    return this.#copy?.node === node && this.isSame(stat) ? node.edits?.since(this.#copy.edits) : undefined;
  }
}

/** What is in a folder changes its times. */
function stateOf(stat: BigIntStats): string {
  return stat.isDirectory() ? String(stat.mode) : `${stat.mode} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}
