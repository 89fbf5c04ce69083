import { posix } from "node:path";
import type { DiskExchange } from "../exchange/disk-exchange.js";
import type { SpaceRoot } from "../exchange/disk-space.js";
import { realFs as fs } from "../exchange/real-fs.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { ScratchFolder } from "../scratch/scratch-folder.js";
import type { ProgramSpace, Started } from "./program-space.js";
import { TranslatedPaths } from "./translated-paths.js";

/** Whoever the programs are: others than this user may go into the folder, and not list it. */
const ENTERED_BY_ALL = 0o711;

/**
 * A folder of this machine with what a container has and the machine has not: the paths that programs are told lead
 * there.
 */
export class Translation implements ProgramSpace {
  readonly way = "translate";
  readonly isLost = false;
  readonly roots: readonly SpaceRoot[];
  readonly #scratch = new ScratchFolder(true);
  readonly #mounts: ContainerMounts;

  constructor(mounts: ContainerMounts) {
    this.#mounts = mounts;
    this.roots = this.#scratch.roots;
  }

  real(path: string): string {
    return this.#scratch.real(path);
  }

  /** Relative, and below this folder, whatever it says. */
  linkTo(path: string, target: string): string {
    const folder = posix.dirname(path);
    if (!target.startsWith("/") && !target.split("/").includes("..")) return target;
    return posix.relative(folder, posix.resolve(folder, target)) || ".";
  }

  linkFrom(text: string): string {
    return this.#scratch.pathOf(text) ?? text;
  }

  command({ file, args, cwd, envPairs, uid, gid }: Started, exchange: DiskExchange): Started {
    const paths = new TranslatedPaths(this.#mounts, exchange, (path) => this.real(path));
    const [name = file, ...others] = args;
    if (uid !== undefined || gid !== undefined) fs.chmodSync(this.#scratch.folder, ENTERED_BY_ALL);
    return {
      file: paths.argument(file, "/"),
      args: [name, ...others.map((text) => paths.argument(text, cwd))],
      cwd: paths.directory(cwd),
      envPairs: envPairs?.map((pair) => paths.variable(pair)),
      uid,
      gid,
    };
  }

  close(): void {
    this.#scratch.close();
  }
}
