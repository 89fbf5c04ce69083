import type { Output, Streams } from "../../output/streams.js";

/** What a command says that is not true before its changes are kept. */
export class HeldOutput {
  readonly streams: Streams;
  readonly #stdout: Output;
  readonly #held: (string | Uint8Array)[] = [];

  constructor({ stdout, stderr }: Streams) {
    this.#stdout = stdout;
    this.streams = {
      stderr,
      stdout: { isTTY: stdout.isTTY, columns: stdout.columns, write: (text) => void this.#held.push(text) },
    };
  }

  /** It is true now. */
  release(): void {
    for (const text of this.#held.splice(0)) this.#stdout.write(text);
  }
}
