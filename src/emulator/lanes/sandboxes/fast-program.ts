import { EventEmitter } from "node:events";
import { withoutSession } from "../../../api/session/session.js";
import type { OwnPrograms } from "../programs/own-programs.js";
import type { Started } from "../programs/program-space.js";
import type { ProgramFiles, StarterListener } from "../programs/program-starter.js";
import type { StartListener } from "./child-program.js";
import { killGroup } from "./kill-group.js";
import { letGo, ProgramOutput } from "./program-output.js";
import type { ProgramListener, RunningProgram } from "./program-runtime.js";

/** A program by sockets that is no child of this process, at the head of a process group of its own. */
export class FastProgram extends EventEmitter implements RunningProgram, StarterListener {
  readonly #listener: ProgramListener;
  readonly #heard: StartListener;
  /** What is to be done once it has started. */
  #early: (() => void)[] | undefined = [];
  #pid: number | undefined;
  #stdin: ProgramFiles[0] | undefined;
  #output: ProgramOutput | undefined;
  readonly #startElsewhere: () => RunningProgram;
  #elsewhere: RunningProgram | undefined;

  private constructor(listener: ProgramListener, heard: StartListener, startElsewhere: () => RunningProgram) {
    super();
    this.#listener = listener;
    this.#heard = heard;
    this.#startElsewhere = startElsewhere;
  }

  /**
   * @param startElsewhere starts it in another way, if this one turns out not to be there
   * @returns `undefined` if nothing here starts programs like that
   * @throws what stands in the way of any program
   */
  static start(
    programs: OwnPrograms,
    program: Started,
    { listener, heard }: { readonly listener: ProgramListener; readonly heard: StartListener },
    startElsewhere: () => RunningProgram,
  ): FastProgram | undefined {
    const started = new FastProgram(listener, heard, startElsewhere);
    return programs.startFast(program, started, started) ? started : undefined;
  }

  write(data: Uint8Array): void {
    // a turn does not wait until it is read
    this.#soon(() => (this.#elsewhere ?? this.#stdin)?.write(data));
  }

  end(): void {
    this.#soon(() => (this.#elsewhere ?? this.#stdin)?.end());
  }

  kill(): void {
    this.#soon(() => {
      if (this.#elsewhere) this.#elsewhere.kill();
      else if (this.#pid !== undefined) killGroup(this.#pid);
    });
  }

  started(pid: number, [stdin, stdout, stderr]: ProgramFiles): void {
    this.#pid = pid;
    this.#stdin = stdin;
    letGo(stdin);
    this.#output = new ProgramOutput({ stdout, stderr }, this.#listener);
    this.#heard.started();
    this.#begun();
  }

  ended(code: number): void {
    void this.#over(() => this.#listener.ended(code));
  }

  failed(message: string, pid: number | undefined = this.#pid): void {
    if (pid !== undefined) {
      killGroup(pid);
      return this.ended(137);
    }
    this.emit("exit");
    try {
      this.#elsewhere = this.#startElsewhere();
      this.#begun();
    } catch {
      void this.#over(() => this.#heard.refused(126, message));
    }
  }

  async #over(tell: () => void): Promise<void> {
    this.#pid = undefined; // the number may be another's by now
    this.#begun();
    this.emit("exit");
    await this.#output?.ended();
    this.#stdin?.destroy();
    tell();
  }

  #soon(action: () => void): void {
    withoutSession(() => (this.#early ? void this.#early.push(action) : action()));
  }

  #begun(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const action of early) action();
  }
}
