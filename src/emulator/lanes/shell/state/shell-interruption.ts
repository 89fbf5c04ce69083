import type { ExitStatus, SignalName } from "../../processes/process.js";
import { LineAbort } from "../values/control.js";
import type { Traps } from "./traps.js";

/** What ends other programs, but no shell that somebody talks to. */
const NOT_HEARD: readonly SignalName[] = ["SIGQUIT", "SIGTERM", "SIGTSTP"];

/** Of 128 + SIGINT. */
const CODE = 130;

/** Ctrl-C at a shell that somebody talks to: it gives up what it does, and reads the next line. */
export class ShellInterruption {
  #controller = new AbortController();
  #hasCome = false;

  /** From now on, signals do not end the shell. */
  listen(traps: Traps): void {
    traps.setUsual("SIGINT", () => this.#come());
    for (const signal of NOT_HEARD) traps.setUsual(signal, () => undefined);
  }

  /** Of what is waited for. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A program has ended. @throws LineAbort if it ended by Ctrl-C; otherwise it was the one that heard it */
  heard({ signal }: ExitStatus): void {
    if (signal === "SIGINT") throw given();
    this.forget();
  }

  /** A line begins. */
  forget(): void {
    this.#hasCome = false;
  }

  /** @throws LineAbort if it has come */
  check(): void {
    if (this.#hasCome) throw given();
  }

  #come(): void {
    this.#hasCome = true;
    const before = this.#controller;
    this.#controller = new AbortController();
    before.abort(given());
  }
}

function given(): LineAbort {
  return Object.assign(new LineAbort("interrupted", { code: CODE }), { told: true });
}
