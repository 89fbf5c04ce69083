import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { DiskSpace, SpaceRoot } from "../exchange/disk-space.js";
import { realFs as fs } from "../exchange/real-fs.js";
import { PREFIX, removeLeft } from "./left-folders.js";

/** In memory, where this machine has that; there it is out of sight of containers, too. */
const IN_MEMORY = "/dev/shm";
/** Bytes that have to be free there. */
const ENOUGH = 2 ** 28;

const TEMPORARY = fs.realpathSync(tmpdir());

/** A folder of this machine in which is what those need of a container's disk who only know files of the machine. */
export class ScratchFolder implements DiskSpace {
  readonly folder: string;
  readonly roots: readonly SpaceRoot[];

  /** @param runsPrograms whether files in it are going to be run */
  constructor(runsPrograms = false) {
    removeAtExit();
    removeLeftOnce();
    const isInMemory = hasRoom() && !(runsPrograms && runsNothing());
    this.folder = fs.mkdtempSync(join(isInMemory ? IN_MEMORY : TEMPORARY, PREFIX));
    this.roots = [{ path: "/", folder: this.folder, isOverlay: false }];
  }

  real(path: string): string {
    return `${this.folder}${path}`;
  }

  /** Links are followed before. */
  linkTo(): undefined {}

  linkFrom(text: string): string {
    return text;
  }

  /** The path of the container, of one that is in here. */
  pathOf(real: string): string | undefined {
    return real.startsWith(`${this.folder}/`) ? real.slice(this.folder.length) : undefined;
  }

  close(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

let isHeard = false;

let hasLooked = false;

function removeLeftOnce(): void {
  if (hasLooked) return;
  hasLooked = true;
  removeLeft([IN_MEMORY, TEMPORARY]);
}

/** Has this process leave nothing behind, also of containers that did not end, such as with `process.exit`. */
export function removeAtExit(): void {
  if (isHeard || !isMainThread) return;
  isHeard = true;
  process.on("exit", removeAll);
}

function removeAll(): void {
  for (const place of [IN_MEMORY, TEMPORARY])
    if (fs.existsSync(place))
      for (const name of fs.readdirSync(place))
        if (name.startsWith(PREFIX)) fs.rmSync(join(place, name), { recursive: true, force: true });
}

/** Containers often have it so. */
function runsNothing(): boolean {
  const mounts = fs.readFileSync("/proc/mounts", "utf8").split("\n");
  return mounts.findLast((line) => line.split(" ")[1] === IN_MEMORY)?.includes("noexec") === true;
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = fs.statfsSync(IN_MEMORY);
    fs.accessSync(IN_MEMORY, fs.constants.W_OK);
    return bavail * bsize >= ENOUGH;
  } catch {
    return false;
  }
}
