import type { StoredFile } from "../../../contract/stored-file.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { storedFile } from "../mounts/mounted-contents.js";
import { namesIn, type MountLink } from "../mounts/tree/memfs-core.js";

/** What a container has at a path that the machine has otherwise. */
export interface DiskEntry {
  readonly path: string;
  /** `null`: nothing. */
  readonly file: StoredFile | null;
  /** A folder that has what the machine's has as well. */
  readonly isThrough: boolean;
}

/** All that a container has besides what this machine has, but for mounts; folders before what is in them. */
export function* ownEntries(mounts: ContainerMounts): Generator<DiskEntry> {
  const { paths, lower } = mounts;
  if (!lower || paths.isUntouched) return;
  for (const path of [...lower.own].toSorted())
    if (!mounts.tree.differs(path) || lower.isLink(path)) yield* entriesAt(mounts, path);
  yield* differing(mounts, mounts.tree.root);
}

/** What a container has at a path, and below it. */
export function* entriesAt(mounts: ContainerMounts, path: string): Generator<DiskEntry> {
  const link = linkAt(mounts, path);
  if (!mounts.paths.isMountPoint(path)) yield* link ? entriesOf(mounts, link, path) : [nothing(path)];
}

/** The link at a path, no links being followed. */
export function linkAt({ tree }: ContainerMounts, path: string): MountLink | undefined {
  let link: MountLink | undefined = tree.root;
  for (const name of path.split("/").filter(Boolean)) link = link && tree.child(link, name);
  return link;
}

function* entriesOf(mounts: ContainerMounts, link: MountLink, path: string): Generator<DiskEntry> {
  const node = link.getNode();
  if (!node.isDirectory()) {
    const isKnown = node.isFile() || node.symlink !== undefined; // and no device
    return yield { path, file: (isKnown && storedFile(link)) || null, isThrough: false };
  }
  const isThrough = node.lower === path;
  yield { path, file: storedFile(link) ?? null, isThrough };
  if (isThrough) return yield* differing(mounts, link);
  for (const name of mounts.tree.names(link)) yield* entriesAt(mounts, `${path}/${name}`);
}

/** What is other in a folder that shows the machine's. */
function* differing(mounts: ContainerMounts, folder: MountLink): Generator<DiskEntry> {
  const at = folder.getPath().replace(/\/$/, "");
  for (const name of folder.getNode().gone) if (!folder.children.has(name)) yield nothing(`${at}/${name}`);
  for (const name of namesIn(folder)) {
    const path = `${at}/${name}`;
    const link = folder.children.get(name);
    if (!link || mounts.paths.mountOf(path) !== undefined) continue;
    if (link.getNode().lower !== path || link.getNode().isDirectory()) yield* entriesOf(mounts, link, path);
  }
}

function nothing(path: string): DiskEntry {
  return { path, file: null, isThrough: false };
}
