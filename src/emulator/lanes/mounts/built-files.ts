import type { BuiltFile } from "../../../contract/image-definition.js";
import type { ContainerMounts } from "./container-mounts.js";
import { storedFile } from "./mounted-contents.js";
import { namesIn, type MountLink } from "./tree/memfs-core.js";

/** What a container has on its disk, outside of mounts, that is other than what shows through; directories come first. */
export function builtFiles(mounts: ContainerMounts): BuiltFile[] {
  mounts.users.look();
  return [...ofMerged(mounts, mounts.tree.root, "")];
}

/** Of a directory that shows what is below it. @param path without a slash at its end */
function* ofMerged(mounts: ContainerMounts, directory: MountLink, path: string): Generator<BuiltFile> {
  for (const name of directory.getNode().gone)
    if (!directory.children.has(name)) yield { remote: `${path}/${name}`, built: null };
  for (const name of namesIn(directory)) {
    const child = directory.children.get(name);
    if (child) yield* ofName(mounts, child, `${path}/${name}`);
  }
}

function* ofName(mounts: ContainerMounts, link: MountLink, path: string): Generator<BuiltFile> {
  if (mounts.paths.isMountPoint(path)) return;
  const node = link.getNode();
  if (!node.isDirectory()) {
    const built = node.lower === path ? undefined : storedFile(link);
    if (built) yield { remote: path, built };
  } else if (node.lower === path) yield* ofMerged(mounts, link, path);
  else yield* ofOwn(mounts, link, path);
}

/** Of a directory that shows nothing of what is below it, or what is elsewhere there. */
function* ofOwn(mounts: ContainerMounts, link: MountLink, path: string): Generator<BuiltFile> {
  const inside: BuiltFile[] = [];
  for (const name of mounts.tree.names(link)) {
    const child = mounts.tree.child(link, name);
    if (child) for (const each of ofName(mounts, child, `${path}/${name}`)) inside.push(each);
  }
  const built = storedFile(link);
  const isForMount = mounts.specs.some((spec) => spec.path.startsWith(`${path}/`));
  if (!built || (isForMount && inside.length === 0)) return;
  yield { remote: path, built };
  yield* inside;
}
