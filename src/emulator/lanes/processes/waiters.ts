/** Whoever waits for something to happen. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  /** Resolves as something happens; rejects as the signal comes. */
  wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(done);
        signal?.removeEventListener("abort", abort);
      };
      const done = (): void => (leave(), resolve());
      const abort = (): void => (leave(), reject(signal?.reason as Error));
      if (signal?.aborted === true) return reject(signal.reason as Error);
      signal?.addEventListener("abort", abort);
      this.#waiting.add(done);
    });
  }

  happened(): void {
    for (const done of [...this.#waiting]) done();
  }
}
