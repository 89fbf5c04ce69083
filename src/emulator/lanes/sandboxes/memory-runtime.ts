import type { NetworkPolicy, SandboxStream } from "../../../contract/sandbox-definition.js";
import type { AddedProgram, ProgramOperation } from "../../../contract/program-commands.js";
import type { OutboundHeaders, ProcessStart, SandboxAnswer, SandboxSpec } from "../../kernel/sandbox-protocol.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { createMachine } from "../commands/create-machine.js";
import type { Machine } from "../processes/machine.js";
import { ShellError } from "../processes/open-file.js";
import type { Process } from "../processes/process.js";
import type { RunningContainer } from "../routing/running-container.js";
import { MemoryPrograms, PROGRAM_NAMES } from "./memory-programs.js";
import { MemoryProgram, onTerminal, pipes, type ProgramFiles } from "./memory-program.js";
import type { ProgramListener, ProgramRuntime, RunningProgram } from "./program-runtime.js";
import { systemFs } from "./system-fs.js";

/** Of a timer of Node: longer waits are several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs programs as processes of a machine in memory, on virtual time. */
export class MemoryRuntime implements ProgramRuntime {
  readonly #container: RunningContainer;
  readonly #machine: Machine;
  readonly #programs: MemoryPrograms;
  readonly #workdir: string;

  constructor(container: RunningContainer, mounts: ContainerMounts, spec: SandboxSpec) {
    this.#container = container;
    this.#workdir = container.spec.disk?.workdir ?? "/";
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
    const machine = this.#machine;
    const files = isTerminal ? onTerminal(machine, listener) : pipes(machine, listener);
    const mocked = this.#programs.relayed.match(argv);
    try {
      if (machine.fs.stat(cwd)?.type !== "directory") throw new ShellError("ENOENT", `no directory ${cwd}`);
      const process = machine.spawn({
        argv,
        env: new Map(
          Object.entries({
            ...this.#container.spec.environment,
            ...(isTerminal && { TERM: "xterm-256color" }),
            ...env,
          }),
        ),
        cwd,
        files: files.files,
        ownGroup: true,
        ...(mocked && { program: mocked }),
      });
      void this.#end(process, files, listener);
      return new MemoryProgram(machine, files, process);
    } catch (error) {
      this.#refuse(argv[0] ?? "", error, listener, isTerminal ? "stdout" : "stderr");
      return new MemoryProgram(machine, files, undefined);
    }
  }

  /** What it has started in the background may go on writing to its terminal. */
  async #end(process: Process, files: ProgramFiles, listener: ProgramListener): Promise<void> {
    const { code } = await process.ended;
    if (files.drained) {
      const enough = new AbortController();
      await Promise.race([files.drained, this.#sleep(1, enough.signal)]);
      enough.abort();
    }
    listener.ended(code);
  }

  network(network: NetworkPolicy): void {
    this.#programs.limit(network);
  }

  outbound(outbound: readonly OutboundHeaders[]): void {
    this.#programs.outbound = outbound;
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
