import { setImmediate as immediate } from "node:timers/promises";
import { Interrupted } from "./interrupted.js";

interface EndSignals {
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Follows a moment later. */
  readonly overdue: AbortSignal;
}

/** What ends a run from outside: Ctrl-C, or an error in this process that nobody caught. */
export class EarlyEnd implements Disposable {
  readonly #ended: PromiseWithResolvers<never> = Promise.withResolvers();
  readonly #overdue: PromiseWithResolvers<never> = Promise.withResolvers();
  readonly #around: EndSignals;
  readonly #interrupt = (): void => this.#ended.reject(new Interrupted());
  readonly #giveUp = (): void => this.#overdue.reject(new Interrupted());
  readonly #uncaught = (error: unknown): void => this.#ended.reject(error);

  /**
   * Until it is disposed, errors that nobody catches do not end the process; rejections that nobody handles are among
   * them.
   */
  constructor(around: EndSignals) {
    this.#around = around;
    this.#ended.promise.catch(() => undefined); // what comes too late for `race` has been caused by the app's stop
    this.#overdue.promise.catch(() => undefined);
    if (around.signal.aborted) this.#interrupt();
    around.signal.addEventListener("abort", this.#interrupt);
    around.overdue.addEventListener("abort", this.#giveUp);
    process.on("uncaughtException", this.#uncaught);
  }

  /** Waits for `work`, but not beyond the end. @throws Interrupted, or the error that nobody caught */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([this.#ended.promise, work]);
  }

  /** Waits for `work`, which has heard of the end by itself and is to stop: but not if it takes too long for that. */
  hasten<T>(work: Promise<T>): Promise<T> {
    return Promise.race([this.#overdue.promise, work]);
  }

  /**
   * Work has failed with `error`, perhaps because the run was to end: code that never waits keeps that back until it is
   * ended itself. @returns what it is that the run ends with
   */
  async reasonFor(error: unknown): Promise<unknown> {
    const { signal } = this.#around;
    for (let turn = 0; turn < 2 && !signal.aborted; turn++) await immediate();
    return signal.aborted ? new Interrupted() : error;
  }

  [Symbol.dispose](): void {
    this.#around.signal.removeEventListener("abort", this.#interrupt);
    this.#around.overdue.removeEventListener("abort", this.#giveUp);
    process.off("uncaughtException", this.#uncaught);
  }
}
