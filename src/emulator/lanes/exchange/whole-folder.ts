import type { MountTree } from "../mounts/tree/mount-tree.js";
import type { LowerFiles } from "../mounts/tree/lower-files.js";
import { namesIn, type MountLink } from "../mounts/tree/memfs-core.js";
import { trimmed } from "./shared-disk.js";

/** A folder with more than that is not copied whole. */
const MOST_FILES = 10_000;
const MOST_BYTES = 100_000_000;

/**
 * What the machine has in a folder, at any depth, and the container has not changed: paths, folders before what is in
 * them; `undefined` if that is too much.
 */
export function shownIn(tree: MountTree, folder: MountLink): string[] | undefined {
  const found: string[] = [];
  let bytes = 0;
  const folders = [folder];
  for (let next = folders.pop(); next; next = folders.pop()) {
    const at = next.getPath();
    if (next.getNode().lower !== (at || "/")) continue; // nothing shows through
    for (const name of tree.names(next)) {
      const path = `${trimmed(at)}/${name}`;
      const link = tree.child(next, name);
      if (!link || link.getNode().lower !== path) continue;
      found.push(path);
      bytes += link.getNode().isFile() ? link.getNode().size : 0;
      if (found.length > MOST_FILES || bytes > MOST_BYTES) return undefined;
      if (link.getNode().isDirectory()) folders.push(link);
    }
  }
  return found;
}

/** Whether a folder, or something in it at any depth, is other than the machine has it. */
export function isChanged(link: MountLink, lower: LowerFiles | undefined): boolean {
  const node = link.getNode();
  const at = link.getPath() || "/";
  if (node.lower !== at) return true;
  if (!node.isDirectory()) return false;
  if ([...node.gone].some((name) => lower?.look(`${trimmed(at)}/${name}`) !== undefined)) return true;
  return namesIn(link).some((name) => {
    const child = link.children.get(name);
    return child !== undefined && isChanged(child, lower);
  });
}
