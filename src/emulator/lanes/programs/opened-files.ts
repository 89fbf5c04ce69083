import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { FIRST_FD } from "../mounts/tree/memfs-core.js";
import { realFs as fs } from "../exchange/real-fs.js";

/** Reading, writing, or both. */
const O_ACCMODE = 0o3;
/** Linux's, as all flags of a container. */
const O_APPEND = 0o2000;

/** Files of a container's own disk that are to be a program's, opened where it would find them, until it has them. */
export class OpenedFiles implements Disposable {
  readonly #mounts: ContainerMounts;
  readonly #fds: number[] = [];

  constructor(mounts: ContainerMounts) {
    this.#mounts = mounts;
  }

  /** @param real where a path of the container is @returns what the program is to have for its `stdio` */
  open(stdio: unknown, real: (path: string) => string): unknown {
    if (!Array.isArray(stdio)) return stdio;
    return stdio.map((each: unknown) => {
      const fd = typeof each === "object" && each !== null && "fd" in each ? each.fd : each;
      if (typeof fd !== "number" || fd < FIRST_FD) return each;
      const { link, flags, node } = this.#mounts.volume.files.file(fd, "spawn");
      if (node.nlink < 1)
        throw new UnimplementedError(
          `A child process was given the file ${link.getPath()} of this container's disk, which has been removed: it would not find it. Remove it once the program has started.`,
        );
      const appending = flags & O_APPEND ? fs.constants.O_APPEND : 0;
      const opened = fs.openSync(real(link.getPath()), (flags & O_ACCMODE) | appending);
      this.#fds.push(opened);
      return typeof each === "number" ? opened : { type: "fd", fd: opened };
    });
  }

  [Symbol.dispose](): void {
    for (const fd of this.#fds) fs.closeSync(fd);
  }
}
