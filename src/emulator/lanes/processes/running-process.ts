import { concat, encode } from "./bytes.js";
import { errorCode, shellError } from "./system-errors.js";
import { type OpenFile, ShellError } from "./open-file.js";
import type { ExitStatus, OwnProcess, Process, Program, SignalName, SpawnOptions, System } from "./process.js";
import { defaultAction, signalNumber } from "./signal-numbers.js";
import { untilAborted } from "./until-aborted.js";

/** What a process needs of the machine that it runs on. */
export interface ProcessHost {
  readonly system: System;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  spawn(options: SpawnOptions, parent: RunningProcess): Process;
  ended(process: RunningProcess): void;
}

/** Who a process is. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Signals that whoever has started it ignores. */
  readonly ignored: Iterable<SignalName>;
}

type Disposition = (() => void) | "ignore";

/**
 * A process, from its start to its end. Whatever its program waits for rejects once it has been killed; what the
 * program does then is nobody's concern any more.
 *
 * A process that has been stopped goes on with what it waits for, and does not get past it before `SIGCONT`.
 */
export class RunningProcess implements Process, OwnProcess {
  readonly pid: number;
  readonly env: Map<string, string>;
  readonly files: Map<number, OpenFile>;
  readonly ended: Promise<ExitStatus>;
  cwd: string;
  #argv: readonly string[];
  #parent: number;
  #group: number;
  #status: ExitStatus | undefined;
  readonly #host: ProcessHost;
  readonly #dispositions = new Map<SignalName, Disposition>();
  readonly #kill = new AbortController();
  readonly #ended = Promise.withResolvers<ExitStatus>();
  /** Resolves when it goes on. */
  #stopped: PromiseWithResolvers<void> | undefined;
  /** Those that came while it was stopped. */
  readonly #pending: SignalName[] = [];

  constructor(host: ProcessHost, options: SpawnOptions, identity: ProcessIdentity) {
    this.#host = host;
    this.pid = identity.pid;
    this.#parent = identity.parent;
    this.#group = identity.group;
    this.#argv = options.argv;
    this.env = new Map(options.env);
    this.cwd = options.cwd;
    this.files = new Map(options.files);
    for (const file of this.files.values()) file.retain();
    for (const signal of identity.ignored) this.#dispositions.set(signal, "ignore");
    this.ended = this.#ended.promise;
  }

  get argv(): readonly string[] {
    return this.#argv;
  }

  get parent(): number {
    return this.#parent;
  }

  get group(): number {
    return this.#group;
  }

  get status(): ExitStatus | undefined {
    return this.#status;
  }

  get killed(): AbortSignal {
    return this.#kill.signal;
  }

  get system(): System {
    return this.#host.system;
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Signals that it ignores, and so will whatever it starts. */
  get ignored(): SignalName[] {
    return [...this.#dispositions].flatMap(([signal, disposition]) => (disposition === "ignore" ? [signal] : []));
  }

  /** Runs its program, from the next microtask on. */
  start(program: Program): void {
    void Promise.resolve()
      .then(() => (this.#status ? 0 : program(this)))
      .then((code) => this.#end({ code: code & 255, signal: undefined }))
      .catch((error: unknown) => this.#fail(error));
  }

  lead(): void {
    this.#group = this.pid;
  }

  adopted(parent: number): void {
    this.#parent = parent;
  }

  exec(argv: readonly string[], program: Program): Promise<number> {
    this.#argv = argv;
    for (const [signal, disposition] of this.#dispositions)
      if (disposition !== "ignore") this.#dispositions.delete(signal);
    return program(this);
  }

  kill(signal: SignalName): void {
    if (this.#status) return;
    if (signal === "SIGCONT") this.#continue();
    if (this.#stopped && signal !== "SIGKILL") return void this.#pending.push(signal);
    const disposition = signal === "SIGKILL" || signal === "SIGSTOP" ? undefined : this.#dispositions.get(signal);
    if (disposition === "ignore") return;
    if (disposition) return this.#handle(disposition);
    const action = defaultAction(signal);
    if (action === "end") this.#end({ code: 128 + signalNumber(signal), signal });
    else if (action === "stop") this.#stopped = Promise.withResolvers();
  }

  onSignal(signal: SignalName, handler: Disposition | "default"): void {
    if (handler === "default") this.#dispositions.delete(signal);
    else this.#dispositions.set(signal, handler);
  }

  async read(fd: number, size?: number): Promise<Uint8Array> {
    const file = this.#file(fd);
    await this.#turn();
    return this.#unlessKilled(file.read(size, this.killed));
  }

  async write(fd: number, data: string | Uint8Array): Promise<void> {
    const file = this.#file(fd);
    await this.#turn();
    try {
      await this.#unlessKilled(file.write(typeof data === "string" ? encode(data) : data, this.killed));
    } catch (error) {
      if (errorCode(error) === "EPIPE") this.kill("SIGPIPE");
      throw this.#status ? this.killed.reason : error;
    }
  }

  async readAll(fd: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for (let chunk = await this.read(fd); chunk.length > 0; chunk = await this.read(fd)) chunks.push(chunk);
    return concat(chunks);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const woken = signal ? AbortSignal.any([signal, this.killed]) : this.killed;
    const over = ms === Infinity ? new Promise<void>(() => {}) : this.#host.sleep(ms, woken);
    await this.#unlessKilled(untilAborted(over, woken));
  }

  spawn(options: SpawnOptions): Process {
    if (this.#status) throw this.killed.reason;
    return this.#host.spawn(options, this);
  }

  #file(fd: number): OpenFile {
    if (this.#status) throw this.killed.reason;
    const file = this.files.get(fd);
    if (!file) throw shellError("EBADF");
    return file;
  }

  /** Whoever reads and writes without ever waiting lets others have their turn. */
  async #turn(): Promise<void> {
    const pause = this.system.step();
    if (pause) await this.#unlessKilled(pause);
  }

  async #unlessKilled<Value>(promise: Promise<Value>): Promise<Value> {
    const value = await untilAborted(promise, this.killed);
    while (this.#stopped) await untilAborted(this.#stopped.promise, this.killed);
    return value;
  }

  #continue(): void {
    const stopped = this.#stopped;
    if (!stopped) return;
    this.#stopped = undefined;
    stopped.resolve();
    for (const signal of this.#pending.splice(0)) this.kill(signal);
  }

  #handle(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      void this.#fail(error);
    }
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#status) return;
    if (error instanceof ShellError && error.code === "EPIPE")
      return this.#end({ code: 128 + signalNumber("SIGPIPE"), signal: "SIGPIPE" });
    const name = this.argv[0]?.slice(this.argv[0].lastIndexOf("/") + 1) ?? "";
    try {
      await this.write(2, `${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    } catch {
      // there is nobody to tell
    }
    this.#end({ code: 1, signal: undefined });
  }

  #end(status: ExitStatus): void {
    if (this.#status) return;
    this.#status = status;
    const how = status.signal === undefined ? "has ended" : `was ended by ${status.signal}`;
    this.#kill.abort(new ShellError("ESRCH", `process ${this.pid} ${how}`));
    this.#stopped = undefined;
    for (const file of this.files.values()) file.release();
    this.files.clear();
    this.#host.ended(this);
    this.#ended.resolve(status);
  }
}
