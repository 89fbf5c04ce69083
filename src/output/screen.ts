import type { Output, StreamName, Streams } from "./streams.js";

const CLEAR_LINE = "\r\u001B[K";
const UP = "\u001B[1A";

/** Both streams, with some lines on stderr that are redrawn: they give way to everything else that is written. */
export class Screen {
  readonly #streams: Streams;
  #drawn = 0;
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

  /** Lines can be redrawn: a person watches. */
  get isInteractive(): boolean {
    return this.#streams.stderr.isTTY === true;
  }

  get columns(): number {
    return this.#streams.stderr.columns ?? 80;
  }

  write(stream: StreamName, text: string | Uint8Array): void {
    this.clear();
    this.#streams[stream].write(text);
    if (text.length > 0) this.#isMidLine = text.at(-1) !== (typeof text === "string" ? "\n" : 10);
  }

  /** Shows lines in place of those before; not while something unfinished stands there. */
  draw(lines: readonly string[]): void {
    if (this.#isMidLine) return;
    this.#streams.stderr.write(`${this.#clearing}${lines.join("\n")}`);
    this.#drawn = lines.length;
  }

  clear(): void {
    if (this.#drawn > 0) this.#streams.stderr.write(this.#clearing);
    this.#drawn = 0;
  }

  get #clearing(): string {
    return CLEAR_LINE + `${UP}${CLEAR_LINE}`.repeat(Math.max(0, this.#drawn - 1));
  }
}
