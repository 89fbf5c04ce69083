import { openDevice } from "./devices.js";
import { asShellError, shellError } from "./system-errors.js";
import { MachineFs } from "./machine-fs.js";
import type { OpenFile } from "./open-file.js";
import { Pipe } from "./pipe.js";
import type { Found, Process, Program, SignalName, SpawnOptions, System, SystemFs } from "./process.js";
import { ProgramFinder } from "./program-finder.js";
import { RunningProcess } from "./running-process.js";
import { untilAborted } from "./until-aborted.js";

/** How many calls of `step` pass before others have their turn. */
const STEPS = 1_000;
/** After so many rests in a row, they become twice as long. */
const RESTS = 64;
const LONGEST_REST_MS = 1_000;
/** How many processes may run at once, as containers have it. */
const MAX_PROCESSES = 4_096;

/** What a machine stands on. */
export interface MachinePort {
  readonly fs: SystemFs;
  /** Epoch milliseconds of virtual time. */
  now(): number;
  /**
   * Virtual time passes; so does a turn of the event loop, so that others run.
   * @param signal when it comes, nobody waits any more
   */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1, seeded. */
  random(): number;
  readonly hostname: string;
  /** Programs that are no files, by name: they are found in `/usr/bin` and `/bin`. */
  programs(name: string): Program | undefined;
  /** Whether a program only tells that there is none. */
  lacks?(name: string): boolean;
  /** Names of those that folders list. */
  readonly programNames?: Iterable<string>;
}

/** A machine in memory: its processes, what they have open, and its disk. */
export class Machine implements System {
  readonly fs: SystemFs;
  readonly hostname: string;
  readonly #port: MachinePort;
  readonly #disk: MachineFs;
  readonly #finder: ProgramFinder;
  readonly #processes = new Map<number, RunningProcess>();
  readonly #off = new AbortController();
  #lastPid = 0;
  #steps = 0;
  /** Rests so far, one after the other, and when the last one was over. */
  #rests = 0;
  #rested = Number.NaN;

  constructor(port: MachinePort) {
    this.#port = port;
    this.hostname = port.hostname;
    this.#disk = new MachineFs(
      port.fs,
      () => port.now(),
      (name) => port.programs(name) !== undefined && port.lacks?.(name) !== true,
      port.programNames ?? [],
    );
    this.fs = this.#disk;
    this.#finder = new ProgramFinder(port);
  }

  get processes(): ReadonlyMap<number, Process> {
    return this.#processes;
  }

  now(): number {
    return this.#port.now();
  }

  random(): number {
    return this.#port.random();
  }

  /**
   * Starts a process that is nobody's child, in a group of its own. The first one is pid 1, which adopts whoever loses
   * its parent.
   * @throws ShellError ENOENT, EACCES: no such program; EAGAIN: too many processes run
   */
  spawn(options: SpawnOptions): Process {
    return this.#spawn({ ...options, ownGroup: true }, undefined);
  }

  /** Ends every process. Whoever waits in vain waits no longer. */
  killAll(signal: SignalName = "SIGKILL"): void {
    for (const process of this.#processes.values()) process.kill(signal);
  }

  /** Ends every process, and whatever sleeps. */
  shutDown(): void {
    this.killAll();
    this.#off.abort(shellError("ESRCH"));
  }

  killGroup(group: number, signal: SignalName): void {
    for (const process of this.#processes.values()) if (process.group === group) process.kill(signal);
  }

  pipe(): { readonly read: OpenFile; readonly write: OpenFile } {
    const { readEnd, writeEnd } = new Pipe();
    return { read: readEnd, write: writeEnd };
  }

  open(path: string, flags: "r" | "w" | "a" | "r+" | "wx", mode = 0o644): OpenFile {
    const device = openDevice(path, () => this.random());
    if (device) return device;
    try {
      return this.#openFile(path, flags, mode);
    } catch (error) {
      throw asShellError(error);
    }
  }

  find(name: string, path: string | undefined, cwd: string): Found {
    return this.#finder.find(name, path, cwd);
  }

  step(): Promise<void> | undefined {
    if (++this.#steps % STEPS > 0) return undefined;
    return this.#rest();
  }

  /** The longer nothing but steps is done, the more time each rest takes: code that never waits comes to its time limit. */
  async #rest(): Promise<void> {
    if (this.now() !== this.#rested) this.#rests = 0;
    const ms = Math.min(2 ** Math.floor(this.#rests++ / RESTS), LONGEST_REST_MS);
    await untilAborted(this.#port.sleep(ms, this.#off.signal), this.#off.signal);
    this.#rested = this.now();
  }

  #openFile(path: string, flags: "r" | "w" | "a" | "r+" | "wx", mode: number): OpenFile {
    const fifo = this.#disk.openFifo(path, flags);
    if (fifo) return fifo;
    const info = this.fs.stat(path);
    if (info?.type === "directory") throw shellError("EISDIR");
    if (info?.type === "other") throw shellError("ENXIO");
    if (info && flags === "wx") throw shellError("EEXIST");
    if (!info && (flags === "r" || flags === "r+")) throw shellError("ENOENT");
    if (path.endsWith("/")) throw shellError(info ? "ENOTDIR" : "EISDIR");
    if (!info || flags === "w") this.fs.writeFile(path, new Uint8Array(), info ? {} : { mode });
    const access = { canRead: flags === "r" || flags === "r+", canWrite: flags !== "r", appends: flags === "a" };
    return this.#disk.opened(this.fs.realpath(path), access);
  }

  #spawn(options: SpawnOptions, parent: RunningProcess | undefined): Process {
    const program = options.program ?? this.#program(options);
    if (this.#processes.size >= MAX_PROCESSES) throw shellError("EAGAIN");
    const pid = ++this.#lastPid;
    const process = new RunningProcess(
      {
        system: this,
        sleep: (ms, signal) => this.#port.sleep(ms, signal),
        spawn: (child, by) => this.#spawn(child, by),
        ended: (ended) => this.#ended(ended),
      },
      options,
      {
        pid,
        parent: parent?.pid ?? 0,
        group: options.ownGroup === true || !parent ? pid : parent.group,
        ignored: parent?.ignored.filter((signal) => !options.restored?.includes(signal)) ?? [],
      },
    );
    this.#processes.set(pid, process);
    process.start(program);
    return process;
  }

  #program({ argv, env, cwd }: SpawnOptions): Program {
    const found = this.find(argv[0] ?? "", env.get("PATH"), cwd);
    if (found.kind !== "program") throw shellError(found.kind === "missing" ? "ENOENT" : "EACCES");
    return found.program;
  }

  #ended(ended: RunningProcess): void {
    this.#processes.delete(ended.pid);
    const heir = this.#processes.has(1) ? 1 : 0;
    for (const process of this.#processes.values()) if (process.parent === ended.pid) process.adopted(heir);
    this.#processes.get(ended.parent)?.kill("SIGCHLD");
  }
}
