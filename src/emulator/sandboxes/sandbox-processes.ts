import type { ExecDefinition } from "../../contract/sandbox-definition.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ProcessStart, SandboxReport, SandboxTask } from "../kernel/sandbox-protocol.js";
import { ProcessRecord } from "./process-record.js";

/** What processes need of their sandbox. */
export interface ProcessesPort {
  readonly id: string;
  send(task: SandboxTask): void;
  /** A command was started, or has ended. */
  touch(): void;
}

/** The processes of a sandbox by their numbers: its main process, and those that were started in it from outside. */
export class SandboxProcesses {
  readonly main: ProcessRecord;
  readonly #kernel: Kernel;
  readonly #port: ProcessesPort;
  readonly #all: ProcessRecord[] = [];
  /** Those that were started by `exec` and run. */
  readonly #asked = new Set<ProcessRecord>();

  constructor(kernel: Kernel, port: ProcessesPort) {
    this.#kernel = kernel;
    this.#port = port;
    this.main = this.#add();
  }

  get(number: number): ProcessRecord | undefined {
    return this.#all[number];
  }

  /** A command runs that somebody has asked for. */
  get areBusy(): boolean {
    return this.#asked.size > 0;
  }

  /** Starts a command. @param env what it has besides the sandbox's own @returns its number */
  exec(definition: ExecDefinition, env: Readonly<Record<string, string>>): number {
    const { argv, workdir: cwd, pty, discards, timeoutMs } = definition;
    const record = this.#add();
    const { number: process } = record;
    this.#asked.add(record);
    this.#kernel.events.add("sandbox.exec", { sandbox: this.#port.id, process, command: argv.join(" ") });
    this.#start(record, { argv, cwd, env, isTerminal: pty, discards, isLogged: false });
    if (timeoutMs !== undefined)
      record.limit = this.#kernel.timers.set({
        at: this.#kernel.now + timeoutMs,
        kind: "limit",
        label: () => `time limit of \`${argv.join(" ")}\` in sandbox ${this.#port.id}`,
        fire: () => {
          this.#port.send({ do: "kill", process });
          this.ended(record, -1);
        },
      });
    this.#port.touch();
    return process;
  }

  /** Starts a command that nobody reads of. @param done hears its exit code */
  run(argv: readonly string[], done: (code: number) => void): void {
    const record = this.#add();
    record.hasEnded.when(done);
    const discards = ["stdout", "stderr"] as const;
    this.#start(record, { argv, env: {}, isTerminal: false, discards, isLogged: false });
  }

  wrote(report: Extract<SandboxReport, { type: "output" }>): void {
    this.get(report.process)?.wrote(report);
  }

  ended(process: ProcessRecord, code: number): void {
    if (process.code !== undefined) return;
    process.ended(code);
    if (!this.#asked.delete(process)) return;
    this.#kernel.events.add("sandbox.execEnded", { sandbox: this.#port.id, process: process.number, code });
    this.#port.touch();
  }

  /** The sandbox has ended. */
  close(code: number): void {
    this.#asked.clear();
    for (const process of this.#all) process.ended(code);
  }

  #add(): ProcessRecord {
    const record = new ProcessRecord(this.#all.length, (task) => this.#port.send(task));
    this.#all.push(record);
    return record;
  }

  #start({ number: process }: ProcessRecord, start: ProcessStart): void {
    this.#port.send({ do: "start", process, start });
  }
}
