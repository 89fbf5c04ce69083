import type { Machine } from "../processes/machine.js";
import type { OpenFile } from "../processes/open-file.js";
import type { Process } from "../processes/process.js";
import { Terminal } from "../processes/terminal-device.js";
import { OutputFile } from "./output-file.js";
import type { ProgramListener, RunningProgram } from "./program-runtime.js";

/** What Ctrl-D is to a terminal. */
const END = Uint8Array.of(4);

/** What a program of a machine in memory reads and writes. */
export interface ProgramFiles {
  readonly files: ReadonlyMap<number, OpenFile>;
  /** The program has started in a process, or has none. */
  started(process: Process | undefined): void;
  write(data: Uint8Array): Promise<void>;
  end(): Promise<void>;
  resize?(columns: number, rows: number): void;
  /** Resolves when all that was written has gone out, if that takes any time. */
  readonly drained?: Promise<void>;
}

/** A pipe for its input, and outputs that go out as they are written. */
export function pipes(machine: Machine, listener: ProgramListener): ProgramFiles {
  const input = machine.pipe();
  return {
    files: new Map([
      [0, input.read],
      [1, new OutputFile((data) => listener.wrote("stdout", data), false)],
      [2, new OutputFile((data) => listener.wrote("stderr", data), false)],
    ]),
    started: () => input.read.release(), // the process has it
    write: (data) => input.write.write(data),
    end: async () => input.write.release(),
  };
}

/** A terminal for all: what is on its screen goes out as stdout. */
export function onTerminal(machine: Machine, listener: ProgramListener): ProgramFiles {
  const terminal = new Terminal((group, signal) => machine.killGroup(group, signal), {
    listens: (isListening) => listener.listens(isListening),
  });
  const { file, screen } = terminal;
  const show = async (): Promise<void> => {
    for (let data = await screen.read(); data.length > 0; data = await screen.read())
      await listener.wrote("stdout", data);
  };
  return {
    files: new Map([0, 1, 2].map((fd) => [fd, file])),
    started: (process) => {
      terminal.foreground = process?.group;
      file.release();
    },
    write: (data) => terminal.type(data),
    end: () => terminal.type(END),
    resize: (columns, rows) => terminal.resize({ columns, rows }),
    drained: show(),
  };
}

/** A program that runs on a machine in memory. */
export class MemoryProgram implements RunningProgram {
  readonly #machine: Machine;
  readonly #files: ProgramFiles;
  readonly #process: Process | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param process left out if there is no such program */
  constructor(machine: Machine, files: ProgramFiles, process: Process | undefined) {
    this.#machine = machine;
    this.#files = files;
    this.#process = process;
    files.started(process);
  }

  write(data: Uint8Array): void {
    this.#next(() => this.#files.write(data));
  }

  end(): void {
    this.#next(() => this.#files.end());
  }

  resize(columns: number, rows: number): void {
    this.#files.resize?.(columns, rows);
  }

  kill(): void {
    if (this.#process) this.#machine.killGroup(this.#process.group, "SIGKILL");
  }

  #next(write: () => Promise<void>): void {
    this.#writing = this.#writing.then(write).catch(() => undefined); // nobody reads it
  }
}
