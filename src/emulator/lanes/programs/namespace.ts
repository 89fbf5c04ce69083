import child_process, { type ChildProcess } from "node:child_process";
import { posix } from "node:path";
import { withoutSession } from "../../../api/session/session.js";
import { realNow } from "../../time/real-time.js";
import { namespacePlan, PASSES, type Bound, type Plan } from "./namespace-script.js";
import type { SpaceRoot } from "../exchange/disk-space.js";
import type { ProgramSpace, Started } from "./program-space.js";
import { ProgramStarter } from "./program-starter.js";
import { realFs as fs } from "../exchange/real-fs.js";

const { spawn } = child_process;

/** Covered by one of its own in there. */
const BASE = "/dev/shm";
/** Real milliseconds. */
const LIMIT_MS = 5000;

const SHELL = "/bin/sh";

/** Hears that this thread is held up for good reason. */
export interface Beating {
  beat(): void;
}

/** How this process makes namespaces: as who it is, or as root of a space of users of its own. */
interface Means {
  readonly unshare: readonly string[];
  readonly nsenter: readonly string[];
  readonly overlay: string;
}

const AS_ROOT: Means = { unshare: ["-m"], nsenter: ["-m", "-r"], overlay: "" };
const AS_USER: Means = {
  unshare: ["-U", "-r", "-m"],
  nsenter: ["-U", "--preserve-credentials", "-m", "-r"],
  overlay: ",userxattr",
};

/** Those that work on this machine, as far as it was tried. */
let means: readonly Means[] = process.getuid?.() === 0 ? [AS_ROOT, AS_USER] : [AS_USER];

/**
 * A mount namespace of Linux, kept by a process for as long as the container lives: the machine's folders, over which
 * what is written is kept in memory, and the mounts of the container.
 */
export class Namespace implements ProgramSpace {
  readonly way = "namespace";
  readonly roots: readonly SpaceRoot[];
  readonly #keeper: ChildProcess;
  readonly #means: Means;
  /** Held open, so that no other gets its number as long as it may be asked for. */
  readonly #held: number;
  #isOver = false;
  #starter: ProgramStarter | undefined;
  #starters = 0;

  /** @returns `undefined` if this machine has none for us */
  static open(
    mounts: readonly { readonly path: string; readonly readOnly: boolean }[],
    pulse: Beating,
  ): Namespace | undefined {
    if (process.platform !== "linux" || !fs.existsSync(BASE)) return undefined;
    const bounds = mounts
      .toSorted((one, other) => one.path.length - other.path.length)
      .map(({ path, readOnly }, index) => ({ path, readOnly, folder: `mounts/${index}` }));
    for (const each of means) {
      const plan = namespacePlan(BASE, bounds, each.overlay);
      const keeper = keep(plan, each, pulse);
      if (keeper) return new Namespace(keeper, each, plan, bounds);
      means = means.filter((other) => other !== each);
    }
    return undefined;
  }

  private constructor(keeper: ChildProcess, how: Means, { covered }: Plan, bounds: readonly Bound[]) {
    this.#keeper = keeper;
    this.#means = how;
    this.#held = fs.openSync(`/proc/${keeper.pid}/ns/mnt`, "r");
    keeper.on("exit", () => this.#over());
    const own = `/proc/${keeper.pid}/cwd`;
    this.roots = [
      ...bounds.map(({ path, folder }) => ({ path, folder: `${own}/${folder}`, isOverlay: false })),
      ...covered.map(({ path, upper }) => ({ path, folder: `${own}/${upper}`, isOverlay: true })),
      { path: BASE, folder: `/proc/${keeper.pid}/root${BASE}`, isOverlay: false },
      { path: "/", folder: `/proc/${keeper.pid}/root/.`, isOverlay: false, hasSystem: true },
    ].toSorted((one, other) => other.path.length - one.path.length);
  }

  real(path: string): string {
    const bound = this.roots.find((root) => root.path === path || path.startsWith(`${root.path}/`));
    return bound && !bound.isOverlay
      ? posix.join(bound.folder, path.slice(bound.path.length))
      : `/proc/${this.#keeper.pid}/root${path}`;
  }

  linkTo(_: string, target: string): string {
    return target;
  }

  linkFrom(text: string): string {
    return text;
  }

  command({ file, args, cwd, envPairs, uid, gid }: Started): Started {
    const isOther = this.#means === AS_USER && [uid, gid].some((id) => id !== undefined && id !== 0);
    if (isOther) return { file, args, cwd: "/", envPairs, uid, gid }; // this user may not: Node says so
    return this.#entering({ file, args, cwd, envPairs, uid, gid }, `/proc/${this.#keeper.pid}/root${cwd}`);
  }

  /** @param folder where it is to work is opened from here: a shell that goes there first would be one more program to start */
  #entering({ file, args, envPairs, uid, gid }: Started, folder: string): Started {
    const enter = ["nsenter", "-t", String(this.#keeper.pid), ...this.#means.nsenter, `--wd=${folder}`];
    if (gid !== undefined) enter.push("-G", String(gid));
    if (uid !== undefined) enter.push("-S", String(uid));
    enter.push("--");
    return { file: found("nsenter"), args: [...enter, file, ...args.slice(1)], cwd: "/", envPairs };
  }

  get starter(): ProgramStarter | undefined {
    if (this.#starter?.isOver === false) return this.#starter;
    this.#starter = withoutSession(() => this.#newStarter());
    return this.#starter;
  }

  get isLost(): boolean {
    const { pid, exitCode, signalCode } = this.#keeper;
    if (exitCode !== null || signalCode !== null) return true;
    return !withoutSession(() => fs.existsSync(`/proc/${pid}/cwd`)); // it has ended before this thread has heard of it
  }

  /** What still runs in it ends, too. */
  close(): void {
    this.#starter?.close();
    this.#keeper.stdin?.destroy();
    if (this.isLost) this.#over();
  }

  /** The keeper ends the others, unless somebody has killed it. */
  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    withoutSession(() => {
      if (this.#keeper.exitCode !== 0) endAllIn(this.#held);
      fs.closeSync(this.#held);
    });
  }

  #newStarter(): ProgramStarter | undefined {
    const socket = `starter-${++this.#starters}`;
    const program = ProgramStarter.program(socket);
    if (!program || !fs.existsSync(this.real(program.file))) return undefined;
    const own = `/proc/${this.#keeper.pid}/cwd`;
    const { file, args, cwd } = this.#entering(program, own);
    return new ProgramStarter(`${own}/${socket}`, () =>
      spawn(file, args.slice(1), { stdio: ["pipe", "pipe", "ignore"], cwd, env: {}, detached: true }),
    );
  }
}

/** Starts the process that keeps it, and waits until it is set up. @returns `undefined` if it could not be */
function keep({ script }: Plan, { unshare }: Means, pulse: Beating): ChildProcess | undefined {
  const keeper = withoutSession(() =>
    spawn(found("unshare"), [...unshare, "--propagation", "private", SHELL, "-c", script], {
      stdio: ["pipe", "ignore", "ignore"],
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
      cwd: "/",
      detached: true, // what is sent to the group of this process must not end it first
    }),
  );
  keeper.on("error", () => undefined);
  keeper.stdin?.on("error", () => undefined);
  keeper.unref();
  (keeper.stdin as { unref?: () => void } | null)?.unref?.();
  if (keeper.pid === undefined) return undefined;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const until = realNow() + LIMIT_MS; realNow() < until; Atomics.wait(pause, 0, 0, 1)) {
    pulse.beat();
    if (fs.existsSync(`/proc/${keeper.pid}/cwd/ready`)) return keeper;
    if (hasEnded(keeper.pid)) return undefined;
  }
  keeper.kill("SIGKILL");
  return undefined;
}

function hasEnded(pid: number): boolean {
  try {
    return /\) [ZX]/.test(fs.readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return true;
  }
}

/** @param file of a mount namespace */
function endAllIn(file: number): void {
  const { ino } = fs.fstatSync(file);
  for (let pass = 0, clean = 0; pass < PASSES.most && clean < PASSES.clean; pass++, clean++) {
    const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    for (const pid of pids) if (endIn(ino, pid)) clean = -1;
  }
}

/** @returns whether it was there */
function endIn(namespace: number, pid: string): boolean {
  try {
    const { ino } = fs.statSync(`/proc/${pid}/ns/mnt`);
    return ino === namespace && process.kill(Number(pid), "SIGKILL");
  } catch {
    return false; // it is another's, or has ended meanwhile
  }
}

/** A program of the system's, by its path. */
function found(name: string): string {
  const paths = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map((folder) => `${folder}/${name}`);
  return paths.find((path) => fs.existsSync(path)) ?? name;
}
