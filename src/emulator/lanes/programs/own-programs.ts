import { posix } from "node:path";
import { withoutSession } from "../../../api/session/session.js";
import type { DiskDefinition } from "../../../contract/image-definition.js";
import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { DiskUser } from "../mounts/disk-user.js";
import { DiskExchange } from "../exchange/disk-exchange.js";
import { findProgram } from "./find-program.js";
import { Namespace, type Beating } from "./namespace.js";
import { OpenedFiles } from "./opened-files.js";
import type { ProgramSpace, Started } from "./program-space.js";
import type { StarterListener } from "./program-starter.js";
import { Translation } from "./translation.js";

/** What Node's functions make of how a program is to be started. */
export interface SpawnOptions {
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd?: string | URL | null;
  readonly envPairs?: readonly string[] | undefined;
  readonly stdio?: unknown;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** A program as far as whoever started it has to be told: that it has ended, or is to. */
export interface StartedProgram {
  once(event: "exit", listener: () => void): unknown;
  kill(signal: "SIGKILL"): unknown;
}

/** What is no program, for what is not found to be missed by Node itself. */
const NOTHING = "/modal-emulator-nothing/nothing";
const NO_PROGRAM = "/dev/null";

/** The programs that a container starts: they find its disk, and it finds what they have written. */
export class OwnPrograms implements DiskUser {
  readonly openPaths: readonly string[] = [];
  readonly #mounts: ContainerMounts;
  readonly #way: DiskDefinition["children"];
  readonly #pulse: Beating;
  #space: ProgramSpace | undefined;
  #exchange: DiskExchange | undefined;
  readonly #running = new Set<StartedProgram>();

  /** @param pulse of the thread, which may be held up by what is to be set up for the first of them */
  constructor(mounts: ContainerMounts, way: DiskDefinition["children"], pulse: Beating) {
    this.#mounts = mounts;
    this.#way = way;
    this.#pulse = pulse;
    mounts.users.add(this);
  }

  /** How they find the container's disk: by `"host"` not at all. */
  get way(): ProgramSpace["way"] | "host" {
    return this.#open()?.way ?? "host";
  }

  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  changed(path: string): void {
    this.#exchange?.note(path);
    if (this.isBusy) this.#alone((exchange) => exchange.give());
  }

  look(path?: string): void {
    if (this.isBusy) this.#alone((exchange) => exchange.take(path));
  }

  close(): void {
    this.#exchange = undefined; // nobody is going to ask what they have written
    for (const child of this.#running) child.kill("SIGKILL");
    this.#running.clear();
    this.#space?.close();
    this.#space = undefined;
  }

  /** A program is started, and not waited for. @param start what Node does with that @returns what that returns */
  start<T>(options: SpawnOptions, child: StartedProgram, start: (options: SpawnOptions) => T): T {
    using files = new OpenedFiles(this.#mounts);
    const prepared = this.#prepared(options, files);
    this.#hear(child);
    try {
      const result = start(prepared);
      if (typeof result === "number" && result < 0) this.#running.delete(child); // there is no exit
      return result;
    } finally {
      Object.assign(child, { spawnfile: options.file, spawnargs: options.args ?? [] });
    }
  }

  /**
   * A program is started with files of its own, in less time than by Node, and not waited for.
   * @param program by its path
   * @returns false if nothing here does that
   */
  startFast(program: Started, child: StartedProgram, listener: StarterListener): boolean {
    return withoutSession(() => {
      const space = this.#open();
      if (space?.way !== "namespace") return false;
      this.#given(space);
      const { starter } = space;
      if (!starter) return false;
      this.#hear(child);
      starter.start(program, listener);
      return true;
    });
  }

  /** A program is started, and waited for. */
  run<T>(options: SpawnOptions, start: (options: SpawnOptions) => T): T {
    using files = new OpenedFiles(this.#mounts);
    const prepared = this.#prepared(options, files);
    try {
      return start(prepared);
    } finally {
      this.#alone((exchange) => exchange.take());
    }
  }

  #hear(child: StartedProgram): void {
    this.#running.add(child);
    child.once("exit", () => {
      this.#alone((exchange) => exchange.take());
      this.#running.delete(child);
    });
  }

  #open(): ProgramSpace | undefined {
    if (this.#way === "refuse") return undefined;
    this.#leaveLost();
    this.#space ??= withoutSession(() => this.#made());
    return this.#space;
  }

  #made(): ProgramSpace {
    const namespace = this.#way === "translate" ? undefined : Namespace.open(this.#mounts.specs, this.#pulse);
    if (this.#way === "namespace" && !namespace)
      throw new UnimplementedError(
        'This machine does not let us make a mount namespace, in which child processes would find the disk of their container (`children: "namespace"`): Linux has to allow it to this user, and have `unshare` and `nsenter`.',
      );
    return namespace ?? new Translation(this.#mounts);
  }

  /** What programs have written there is lost: the container goes on with what it knows, and with another space. */
  #leaveLost(): void {
    if (!this.#space?.isLost) return;
    this.#space.close();
    this.#space = undefined;
    this.#exchange = undefined;
  }

  #alone(body: (exchange: DiskExchange) => void): void {
    this.#leaveLost();
    const exchange = this.#exchange;
    if (exchange) withoutSession(() => body(exchange));
  }

  /** @param files that are to be closed once it runs */
  #prepared(options: SpawnOptions, files: OpenedFiles): SpawnOptions {
    return withoutSession(() => {
      const space = this.#open();
      return space ? this.#inSpace(options, space, this.#given(space), files) : options;
    });
  }

  /** Programs find all that the container has. */
  #given(space: ProgramSpace): DiskExchange {
    this.#mounts.users.look(); // databases may have been written to
    if (!this.#exchange) {
      this.#exchange = new DiskExchange(this.#mounts, space);
      this.#exchange.giveAll();
    }
    this.#exchange.give();
    for (const path of this.#exchange.failed) throw notGiven(path);
    return this.#exchange;
  }

  #inSpace(options: SpawnOptions, space: ProgramSpace, exchange: DiskExchange, files: OpenedFiles): SpawnOptions {
    const { tree, paths } = this.#mounts;
    const from = paths.directory ?? process.cwd();
    const cwd = options.cwd ? posix.resolve(from, String(options.cwd)) : from;
    const folder = tree.walk(cwd, true);
    if (typeof folder === "string" || !folder.getNode().isDirectory()) return { ...options, cwd: NOTHING };
    const { file, args = [file], envPairs, uid, gid, ...others } = options;
    const program = findProgram(tree, file, cwd, envPairs ?? []);
    if ("problem" in program)
      return { ...options, file: program.problem === "ENOENT" ? NOTHING : NO_PROGRAM, cwd: "/" };
    const command = space.command({ file: program.path, args, cwd, envPairs, uid, gid }, exchange);
    const stdio = files.open(options.stdio, (path) => space.real(path));
    return { ...others, ...defined(command), ...(stdio === undefined ? {} : { stdio }) };
  }
}

function notGiven(path: string): UnimplementedError {
  return new UnimplementedError(
    `Child processes would not find what this container has done to ${path} on its own disk: the folder belongs to another user of this machine than the one who runs this, and in a mount namespace of that user it cannot be changed. Write elsewhere, such as in a mount, or start the world with \`children: "translate"\`.`,
  );
}

/** Without what is `undefined`: Node's own code takes offence at it. */
function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
