/** Answers that may not have arrived, by the keys that clients send again with the same call. */
export class AnswersKept {
  readonly #answers = new Map<string, Uint8Array>();
  readonly #most: number;

  constructor(most = 1000) {
    this.#most = most;
  }

  keep(key: string, answer: Uint8Array): void {
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= this.#most && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(key, answer);
  }

  /** The answer to a call that was carried out before. */
  find(key: string): Uint8Array | undefined {
    return this.#answers.get(key);
  }
}
