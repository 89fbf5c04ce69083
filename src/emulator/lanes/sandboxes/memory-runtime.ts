import type { NetworkPolicy, SandboxStream } from "../../../contract/sandbox-definition.js";
import type { AddedProgram, ProgramOperation } from "../../../contract/program-commands.js";
import type { ProcessStart, SandboxAnswer, SandboxSpec } from "../../kernel/sandbox-protocol.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { createMachine } from "../commands/create-machine.js";
import type { Machine } from "../processes/machine.js";
import type { OpenFile } from "../processes/open-file.js";
import type { Process } from "../processes/process.js";
import type { RunningContainer } from "../routing/running-container.js";
import { MemoryPrograms, PROGRAM_NAMES } from "./memory-programs.js";
import { OutputFile } from "./output-file.js";
import type { ProgramListener, ProgramRuntime, RunningProgram } from "./program-runtime.js";
import { systemFs } from "./system-fs.js";

/** Of a timer of Node: longer waits are several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Where programs begin to work, if nobody says. */
const HOME = "/root";

/** Runs programs as processes of a machine in memory, on virtual time. */
export class MemoryRuntime implements ProgramRuntime {
  readonly #container: RunningContainer;
  readonly #machine: Machine;
  readonly #programs: MemoryPrograms;
  readonly #workdir: string;

  constructor(container: RunningContainer, mounts: ContainerMounts, spec: SandboxSpec) {
    this.#container = container;
    this.#workdir = container.spec.disk?.workdir ?? HOME;
    const fs = systemFs(mounts);
    this.#programs = new MemoryPrograms(container, mounts, spec);
    this.#machine = createMachine({
      fs,
      now: () => container.now,
      sleep: (ms, signal) => this.#sleep(ms, signal),
      random: container.chance.random,
      hostname: spec.hostname,
      programs: (name, native) => this.#programs.find(name, native),
      isGuess: (name) => this.#programs.isGuess(name),
      fetch: (request) => this.#programs.fetch(request),
      programNames: PROGRAM_NAMES,
    });
    if (!fs.stat(this.#workdir)) fs.mkdir(this.#workdir, { recursive: true });
  }

  start({ argv, cwd = this.#workdir, env, isTerminal }: ProcessStart, listener: ProgramListener): RunningProgram {
    const input = this.#machine.pipe();
    const stdout = new OutputFile((data) => listener.wrote("stdout", data), isTerminal);
    const stderr = isTerminal ? stdout : new OutputFile((data) => listener.wrote("stderr", data), false);
    const files = new Map<number, OpenFile>([
      [0, input.read],
      [1, stdout],
      [2, stderr],
    ]);
    const mocked = this.#programs.relayed.match(argv);
    const program = new MemoryProgram(this.#machine, input.write);
    try {
      const process = this.#machine.spawn({
        argv,
        env: new Map(Object.entries({ ...this.#container.spec.environment, ...env })),
        cwd,
        files,
        ownGroup: true,
        ...(mocked && { program: mocked }),
      });
      program.process = process;
      void process.ended.then(({ code }) => listener.ended(code));
    } catch (error) {
      this.#refuse(argv[0] ?? "", error, listener, isTerminal ? "stdout" : "stderr");
    }
    input.read.release(); // the process has it
    return program;
  }

  network(network: NetworkPolicy): void {
    this.#programs.limit(network);
  }

  added(added: readonly AddedProgram[]): void {
    this.#programs.relayed.replace(added);
  }

  doFor(process: number, operation: ProgramOperation): Promise<SandboxAnswer> {
    return this.#programs.relayed.do(process, operation);
  }

  isListening(port: number): boolean {
    return this.#container.ports.open.includes(port);
  }

  #refuse(name: string, error: unknown, listener: ProgramListener, stream: SandboxStream): void {
    const { code, message } = error as NodeJS.ErrnoException;
    void listener.wrote(stream, Buffer.from(`exec: ${name}: ${message}\n`));
    listener.ended(code === "ENOENT" ? 127 : 126);
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const { timers } = this.#container;
    for (let left = ms; left > 0 && !signal.aborted;) {
      const part = Math.min(left, LONGEST_TIMER_MS);
      left -= part;
      await new Promise<void>((resolve) => {
        if (part === Number.POSITIVE_INFINITY) return;
        const timeout = timers.setTimeout(() => resolve(), part);
        signal.addEventListener("abort", () => {
          timers.clear(timeout);
          resolve();
        });
      });
    }
  }
}

class MemoryProgram implements RunningProgram {
  readonly #machine: Machine;
  readonly #input: OpenFile;
  #writing: Promise<void> = Promise.resolve();
  /** Left out if there is no such program. */
  process: Process | undefined;

  constructor(machine: Machine, input: OpenFile) {
    this.#machine = machine;
    this.#input = input;
  }

  write(data: Uint8Array): void {
    this.#writing = this.#writing.then(() => this.#input.write(data)).catch(() => undefined); // nobody reads it
  }

  end(): void {
    this.#writing = this.#writing.then(() => this.#input.release());
  }

  kill(): void {
    if (this.process) this.#machine.killGroup(this.process.group, "SIGKILL");
  }
}
