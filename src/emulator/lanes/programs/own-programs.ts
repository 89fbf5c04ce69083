import type { ChildProcess } from "node:child_process";
import { posix } from "node:path";
import { withoutSession } from "../../../api/session/session.js";
import type { DiskDefinition } from "../../../contract/image-definition.js";
import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { FIRST_FD } from "../mounts/tree/memfs-core.js";
import { DiskExchange } from "../exchange/disk-exchange.js";
import { findProgram } from "./find-program.js";
import { Namespace, type Beating } from "./namespace.js";
import type { ProgramSpace } from "./program-space.js";
import { realFs as fs } from "../exchange/real-fs.js";

/** What Node's functions make of how a program is to be started. */
export interface SpawnOptions {
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd?: string | URL | null;
  readonly envPairs?: readonly string[];
  readonly stdio?: unknown;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** What is no program, for what is not found to be missed by Node itself. */
const NOTHING = "/proc/self/nothing";
const NO_PROGRAM = "/proc/version";

/** The programs that a container starts: they find its disk, and it finds what they have written. */
export class OwnPrograms {
  readonly #mounts: ContainerMounts;
  readonly #way: DiskDefinition["children"];
  readonly #pulse: Beating;
  #space: ProgramSpace | undefined;
  #exchange: DiskExchange | undefined;
  #running = 0;

  /** @param pulse of the thread, which may be held up by what is to be set up for the first of them */
  constructor(mounts: ContainerMounts, way: DiskDefinition["children"], pulse: Beating) {
    this.#mounts = mounts;
    this.#way = way;
    this.#pulse = pulse;
    const areRunning = (): boolean => this.#running > 0;
    mounts.users.add({
      get isBusy() {
        return areRunning();
      },
      openPaths: [],
      changed: (path) => {
        this.#exchange?.note(path);
        if (this.#running > 0) this.#alone((exchange) => exchange.give());
      },
      close: () => {
        this.#space?.close();
        this.#exchange = this.#space = undefined;
        this.#running = 0;
      },
      look: (path) => {
        if (this.#running > 0) this.#alone((exchange) => exchange.take(path));
      },
    });
  }

  /** Whether they can be let find the container's disk. */
  get findTheirDisk(): boolean {
    return this.#open() !== undefined;
  }

  /** A program is started, and not waited for. @param start what Node does with that @returns what that returns */
  start<T>(options: SpawnOptions, child: ChildProcess, start: (options: SpawnOptions) => T): T {
    const { prepared, files } = this.#prepare(options);
    this.#running++;
    child.once("exit", () => {
      this.#alone((exchange) => exchange.take());
      this.#running--;
    });
    try {
      const result = start(prepared);
      if (typeof result === "number" && result < 0) this.#running--; // there is no exit
      return result;
    } finally {
      Object.assign(child, { spawnfile: options.file, spawnargs: options.args ?? [] });
      for (const fd of files) fs.closeSync(fd);
    }
  }

  /** A program is started, and waited for. */
  run<T>(options: SpawnOptions, start: (options: SpawnOptions) => T): T {
    const { prepared, files } = this.#prepare(options);
    try {
      return start(prepared);
    } finally {
      for (const fd of files) fs.closeSync(fd);
      this.#alone((exchange) => exchange.take());
    }
  }

  #open(): ProgramSpace | undefined {
    if (this.#way === "refuse") return undefined;
    this.#space ??= withoutSession(() => Namespace.open(this.#mounts.specs, this.#pulse));
    if (this.#way === "namespace" && !this.#space)
      throw new UnimplementedError(
        'This machine does not let us make a mount namespace, in which child processes would find the disk of their container (`children: "namespace"`): Linux has to allow it to this user, and have `unshare` and `nsenter`.',
      );
    return this.#space;
  }

  #alone(body: (exchange: DiskExchange) => void): void {
    const exchange = this.#exchange;
    if (exchange) withoutSession(() => body(exchange));
  }

  #prepare(options: SpawnOptions): { prepared: SpawnOptions; files: readonly number[] } {
    return withoutSession(() => {
      const space = this.#open();
      if (!space) return { prepared: options, files: [] };
      if (!this.#exchange) {
        this.#exchange = new DiskExchange(this.#mounts, space);
        this.#exchange.giveAll();
      }
      this.#exchange.give();
      return this.#inSpace(options, space);
    });
  }

  #inSpace(options: SpawnOptions, space: ProgramSpace): { prepared: SpawnOptions; files: readonly number[] } {
    const from = this.#mounts.paths.directory ?? process.cwd();
    const cwd = options.cwd ? posix.resolve(from, String(options.cwd)) : from;
    const { tree } = this.#mounts;
    const folder = tree.walk(cwd, true);
    if (typeof folder === "string" || !folder.getNode().isDirectory())
      return { prepared: { ...options, cwd: NOTHING }, files: [] };
    const program = findProgram(tree, options.file, cwd, options.envPairs ?? []);
    if ("problem" in program)
      return {
        prepared: { ...options, file: program.problem === "ENOENT" ? NOTHING : NO_PROGRAM, cwd: "/" },
        files: [],
      };
    const files: number[] = [];
    const stdio = this.#withFiles(options.stdio, space, files);
    const { uid, gid, args = [options.file], ...others } = options;
    const command = space.command({ file: program.path, args, cwd, uid, gid });
    return { prepared: { ...others, ...command, ...(stdio === undefined ? {} : { stdio }) }, files };
  }

  /** Files of the container's own disk that are to be a program's, opened where it would find them. */
  #withFiles(stdio: unknown, space: ProgramSpace, files: number[]): unknown {
    if (!Array.isArray(stdio)) return stdio;
    return stdio.map((each: unknown) => {
      const fd = typeof each === "object" && each !== null && "fd" in each ? each.fd : each;
      if (typeof fd !== "number" || fd < FIRST_FD) return each;
      const { link, flags } = this.#mounts.volume.files.file(fd, "spawn");
      const opened = fs.openSync(space.real(link.getPath()), flags & ~(O_CREAT | O_EXCL | O_TRUNC));
      files.push(opened);
      return typeof each === "number" ? opened : { type: "fd", fd: opened };
    });
  }
}

const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
