import { ExitCode } from "./exit-code.js";

/** @returns the exit code, or `undefined` if those who prepared theirs before are to speak too */
type Words = () => ExitCode | undefined;

/**
 * What is said at once, without a turn of the event loop, when Ctrl-C comes while code that never waits keeps the
 * process.
 */
export class LastWords {
  readonly #prepared: Words[] = [];

  /** @returns how to take it back */
  prepare(words: Words): Disposable {
    this.#prepared.push(words);
    return { [Symbol.dispose]: () => void this.#prepared.splice(this.#prepared.lastIndexOf(words), 1) };
  }

  /** The newest first. */
  speak(): ExitCode {
    for (const words of this.#prepared.toReversed()) {
      const code = words();
      if (code !== undefined) return code;
    }
    return ExitCode.interrupted;
  }
}
