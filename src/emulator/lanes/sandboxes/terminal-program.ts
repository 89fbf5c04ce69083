import { EventEmitter } from "node:events";
import { withoutSession } from "../../../api/session/session.js";
import { UnimplementedError } from "../../../contract/errors.js";
import type { OwnPrograms, SpawnOptions } from "../programs/own-programs.js";
import type { StartListener } from "./child-program.js";
import { killGroup } from "./kill-group.js";
import type { ProgramListener, RunningProgram } from "./program-runtime.js";

/** What of the package `node-pty` is used: it is no dependency, so that its types may not be there. */
export interface Terminals {
  spawn(
    file: string,
    args: readonly string[],
    options: { name: string; cwd: string; env: Readonly<Record<string, string>>; encoding: null },
  ): Terminal;
}

interface Terminal {
  readonly pid: number;
  onData(listener: (data: Uint8Array | string) => void): unknown;
  onExit(listener: (end: { readonly exitCode: number; readonly signal?: number }) => void): unknown;
  write(data: string | Uint8Array): void;
  resize(columns: number, rows: number): void;
  pause(): void;
  resume(): void;
}

/** Ctrl-D: the end of what is written to a terminal. */
const END_OF_INPUT = "\u0004";

/** @throws UnimplementedError if the package is not installed */
export async function loadTerminals(): Promise<Terminals> {
  try {
    const specifier: string = "node-pty"; // whose types may not be there
    const loaded = (await import(specifier)) as Terminals & { readonly default?: Terminals };
    return loaded.default ?? loaded;
  } catch (error) {
    throw new UnimplementedError(
      `Programs of the process runtime have terminals (\`pty: true\`) by the package node-pty, which could not be loaded: \`npm install --save-dev node-pty\`. (${(error as Error).message})`,
    );
  }
}

/** A program on a terminal of its own, at the head of a process group of its own. */
export class TerminalProgram implements RunningProgram {
  readonly #terminal: Terminal;
  #isOver = false;

  /** @throws what stands in the way of any program */
  constructor(
    programs: OwnPrograms,
    terminals: Terminals,
    options: SpawnOptions & { readonly cwd: string },
    listener: ProgramListener,
    heard: StartListener,
  ) {
    const ended = new EventEmitter();
    const program = Object.assign(ended, { kill: () => this.kill() });
    this.#terminal = programs.start(options, program, ({ file, args = [], cwd, envPairs = [] }) =>
      terminals.spawn(file, args.slice(1), {
        name: "xterm-256color",
        cwd: String(cwd ?? options.cwd),
        env: Object.fromEntries(envPairs.map(pairOf)),
        encoding: null,
      }),
    );
    heard.started();
    this.#terminal.onData((data) => {
      const room = listener.wrote("stdout", Buffer.from(data as Uint8Array));
      if (!room) return;
      this.#terminal.pause();
      void room.then(() => this.#terminal.resume());
    });
    this.#terminal.onExit(({ exitCode, signal }) => {
      this.#isOver = true;
      ended.emit("exit");
      listener.ended(signal ? 128 + signal : exitCode);
    });
  }

  write(data: Uint8Array): void {
    withoutSession(() => this.#terminal.write(Buffer.from(data)));
  }

  end(): void {
    withoutSession(() => this.#terminal.write(END_OF_INPUT));
  }

  resize(columns: number, rows: number): void {
    if (!this.#isOver) withoutSession(() => this.#terminal.resize(columns, rows));
  }

  kill(): void {
    if (!this.#isOver) killGroup(this.#terminal.pid);
  }
}

function pairOf(text: string): [name: string, value: string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}
