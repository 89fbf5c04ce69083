import type { OpenFile } from "../processes/open-file.js";

/** One of two sockets that a process has connected with each other: a pipe there, and a pipe back. */
export class PairedSocket implements OpenFile {
  readonly isTerminal = false;
  readonly isSocket = true;
  readonly #input: OpenFile;
  readonly #output: OpenFile;
  #holders = 1;
  #hasEnded = false;

  constructor(input: OpenFile, output: OpenFile) {
    this.#input = input;
    this.#output = output;
  }

  get room(): number | undefined {
    return this.#output.room;
  }

  async hasRoom(signal: AbortSignal): Promise<void> {
    await this.#output.hasRoom?.(signal);
  }

  read(size?: number, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#input.read(size, signal);
  }

  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#output.write(bytes, signal);
  }

  end(): void {
    if (!this.#hasEnded) this.#output.release();
    this.#hasEnded = true;
  }

  retain(): void {
    this.#holders++;
  }

  release(): void {
    if (this.#holders === 0 || --this.#holders > 0) return;
    this.end();
    this.#input.release();
  }
}
