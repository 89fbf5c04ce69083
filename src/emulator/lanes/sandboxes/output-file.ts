import { type OpenFile, ShellError } from "../processes/open-file.js";

/** Where a program of a sandbox writes what goes out of it. */
export class OutputFile implements OpenFile {
  readonly isTerminal: boolean;
  readonly #wrote: (data: Uint8Array) => Promise<void> | undefined;

  /** @param wrote hears of it. @returns when there is room for more */
  constructor(wrote: (data: Uint8Array) => Promise<void> | undefined, isTerminal: boolean) {
    this.#wrote = wrote;
    this.isTerminal = isTerminal;
  }

  read(): Promise<Uint8Array> {
    return Promise.reject(new ShellError("EBADF", "Bad file descriptor"));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#wrote(bytes);
  }

  retain(): void {}

  release(): void {}
}
