import type { Output, StreamName, Streams } from "./streams.js";

const CLEAR_LINE = "\r\u001B[K";

/** Both streams, with at most one line on stderr that is redrawn: it gives way to everything else that is written. */
export class Screen {
  readonly #streams: Streams;
  #hasLine = false;
  #isMidLine = false;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  get stdout(): Output {
    return this.#streams.stdout;
  }

  get stderr(): Output {
    return this.#streams.stderr;
  }

  /** The line can be redrawn: a person watches. */
  get isInteractive(): boolean {
    return this.#streams.stderr.isTTY === true;
  }

  get columns(): number {
    return this.#streams.stderr.columns ?? 80;
  }

  write(stream: StreamName, text: string | Uint8Array): void {
    this.clearLine();
    this.#streams[stream].write(text);
    if (text.length > 0) this.#isMidLine = text.at(-1) !== (typeof text === "string" ? "\n" : 10);
  }

  /** Shows a line in place of the one before; not while something unfinished stands there. */
  drawLine(text: string): void {
    if (this.#isMidLine) return;
    this.#streams.stderr.write(`${CLEAR_LINE}${text}`);
    this.#hasLine = true;
  }

  clearLine(): void {
    if (this.#hasLine) this.#streams.stderr.write(CLEAR_LINE);
    this.#hasLine = false;
  }
}
