import { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Socket } from "node:net";
import { withoutSession } from "../../../api/session/session.js";
import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import type { OwnPrograms, SpawnOptions } from "../programs/own-programs.js";
import { killGroup } from "./kill-group.js";
import { letGo, ProgramOutput } from "./program-output.js";
import type { ProgramListener, RunningProgram } from "./program-runtime.js";

/** Who hears how a start went. */
export interface StartListener {
  started(): void;
  /** @param code in the stead of an exit code */
  refused(code: number, message: string): void;
}

/** What Node calls to start a program, which its types leave out. */
type Spawn = (this: ChildProcess, options: object) => number;

/** A program by pipes, at the head of a process group of its own. Nothing of it keeps this process, or a turn. */
export class ChildProgram implements RunningProgram {
  readonly #child = new GroupLeader();
  readonly #output: ProgramOutput;
  readonly #listener: ProgramListener;

  /** @throws what stands in the way of any program */
  constructor(programs: OwnPrograms, options: SpawnOptions, listener: ProgramListener, heard: StartListener) {
    this.#listener = listener;
    const child = this.#child;
    let isRefused = false;
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return; // it could not be sent a signal
      isRefused = true;
      const isMissing = error.code === "ENOENT";
      heard.refused(isMissing ? 127 : 126, isMissing ? "No such file or directory" : error.message);
    });
    child.once("spawn", () => heard.started());
    child.once("exit", (code, signal) => {
      if (!isRefused) void this.#ended(signal ? 128 + constants.signals[signal] : (code ?? 1));
    });
    const spawn = Reflect.get(ChildProcess.prototype, "spawn") as Spawn;
    programs.start({ ...options, stdio: ["pipe", "pipe", "pipe"] }, child, (prepared) => spawn.call(child, prepared));
    child.unref();
    const pipes = child as { [name in "stdin" | SandboxStream]?: Socket | null };
    letGo(pipes.stdin);
    this.#output = new ProgramOutput(pipes, listener);
  }

  write(data: Uint8Array): void {
    withoutSession(() => this.#child.stdin?.write(data)); // a turn does not wait until it is read
  }

  end(): void {
    withoutSession(() => this.#child.stdin?.end());
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async #ended(code: number): Promise<void> {
    await this.#output.ended();
    this.#listener.ended(code);
  }
}

/** Is killed with all of its group. */
class GroupLeader extends ChildProcess {
  override kill(signal: NodeJS.Signals = "SIGTERM"): boolean {
    const isOver = this.exitCode !== null || this.signalCode !== null; // the number may be another's by now
    return this.pid !== undefined && !isOver && killGroup(this.pid, signal);
  }
}
