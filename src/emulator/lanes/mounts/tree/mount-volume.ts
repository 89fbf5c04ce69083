import { constants } from "node:fs";
import type { Volume } from "memfs";
import { AttributeChanges } from "./attribute-changes.js";
import { MemfsCore } from "./memfs-core.js";
import { MountNode, UMASK } from "./mount-node.js";
import { MountTree } from "./mount-tree.js";
import { NameChanges } from "./name-changes.js";
import { OpenFiles } from "./open-files.js";
import type { TreeHost } from "./tree-host.js";

const { S_IFMT, S_IFREG } = constants;

/** The mounts of one container: a volume of memfs in which each is at its real path. */
export class MountVolume {
  readonly tree: MountTree;
  readonly names: NameChanges;
  readonly files: OpenFiles;
  /** Reads arguments as Node does: modes, flags, owners, times. */
  readonly memfs: Volume;

  constructor(VolumeOfMemfs: typeof Volume, host: TreeHost) {
    let inodes = 1;
    const newNode = (mode: number): MountNode => new MountNode(host, inodes++, mode);
    const core = new MemfsCore(VolumeOfMemfs, (mode) => newNode((mode & S_IFMT ? mode : S_IFREG | mode) & ~UMASK));
    const tree = new MountTree(core.root, newNode, host);
    const files = new OpenFiles(core, tree, host);
    const names = new NameChanges(tree, host);
    const attributes = new AttributeChanges(tree, files, host);
    core.leaveToTree({
      find: (path, follows) => tree.walk(path, follows),
      open: (path, flags, mode, follows) => files.open(path, flags, mode, follows),
      mkdir: (path, mode) => names.mkdir(path, mode),
      mkdirp: (path, mode) => names.mkdirp(path, mode),
      chmod: (path, mode) => attributes.chmod(path, mode),
      fchmod: (fd, mode) => attributes.fchmod(fd, mode),
      chown: (path, uid, gid) => attributes.chown(path, uid, gid),
      lchown: (path, uid, gid) => attributes.lchown(path, uid, gid),
      fchown: (fd, uid, gid) => attributes.fchown(fd, uid, gid),
      utimes: (path, atime, mtime, follows) => attributes.utimes(path, atime, mtime, follows),
      futimes: (fd, atime, mtime) => attributes.futimes(fd, atime, mtime),
    });
    this.tree = tree;
    this.names = names;
    this.files = files;
    this.memfs = core.volume;
  }
}
