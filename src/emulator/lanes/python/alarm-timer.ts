import type { Calls } from "./bridge/python-calls.js";
import type { OwnProcess } from "../processes/process.js";

/** Sends a process `SIGALRM` after a while of virtual time, and then again and again if that is wanted. */
export class AlarmTimer {
  readonly #process: OwnProcess;
  #due: number | undefined;
  #intervalMs = 0;
  #over = new AbortController();

  constructor(process: OwnProcess) {
    this.#process = process;
  }

  /** @returns what it was set to before */
  set({ ms, intervalMs = 0 }: Calls["timer"]["ask"]): Calls["timer"]["answer"] {
    const { system } = this.#process;
    const leftMs = this.#due === undefined ? 0 : Math.max(0.001, this.#due - system.now());
    const before = { leftMs, intervalMs: this.#due === undefined ? 0 : this.#intervalMs };
    if (ms === undefined) return before;
    this.#over.abort();
    this.#over = new AbortController();
    this.#intervalMs = intervalMs;
    this.#due = undefined;
    if (ms > 0) void this.#wait(ms, this.#over.signal).catch(() => undefined); // set anew, or its process has ended
    return before;
  }

  async #wait(ms: number, over: AbortSignal): Promise<void> {
    const { system, pid } = this.#process;
    for (let next = ms; next > 0; next = this.#intervalMs) {
      this.#due = system.now() + next;
      await this.#process.sleep(next, over);
      if (this.#intervalMs === 0) this.#due = undefined;
      system.processes.get(pid)?.kill("SIGALRM");
    }
  }
}
