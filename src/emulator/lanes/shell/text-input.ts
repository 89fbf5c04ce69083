import { ShellError, type OpenFile } from "../processes/open-file.js";

/** What a here-document is read from. */
export class TextInput implements OpenFile {
  readonly isTerminal = false;
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(size: number = this.#bytes.length): Promise<Uint8Array> {
    const chunk = this.#bytes.subarray(this.#position, this.#position + size);
    this.#position += chunk.length;
    return Promise.resolve(chunk);
  }

  write(): Promise<void> {
    return Promise.reject(new ShellError("EBADF", "Bad file descriptor"));
  }

  retain(): void {}

  release(): void {}
}
