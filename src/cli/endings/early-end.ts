import { Interrupted } from "./interrupted.js";

/** What ends a run from outside: Ctrl-C, or an error in this process that nobody caught. */
export class EarlyEnd implements Disposable {
  readonly #ended: PromiseWithResolvers<never> = Promise.withResolvers();
  readonly #signal: AbortSignal;
  readonly #interrupt = (): void => this.#ended.reject(new Interrupted());
  readonly #uncaught = (error: unknown): void => this.#ended.reject(error);

  /**
   * Until it is disposed, errors that nobody catches do not end the process; rejections that nobody handles are among
   * them.
   */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#ended.promise.catch(() => undefined); // what comes too late for `race` has been caused by the app's stop
    if (signal.aborted) this.#interrupt();
    signal.addEventListener("abort", this.#interrupt);
    process.on("uncaughtException", this.#uncaught);
  }

  /** Waits for `work`, but not beyond the end. @throws Interrupted, or the error that nobody caught */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([this.#ended.promise, work]);
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#interrupt);
    process.off("uncaughtException", this.#uncaught);
  }
}
