import { InvalidError, ResourceExhaustedError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";
import type { ProcessChannel } from "./process-channel.js";

/**
 * What a process reads: a web stream, which sends at once, with `writeText` and `writeBytes`; and `write`, `writeEof`
 * and `drain` as in Python, which send when they are drained. Modal: docs/modal/sandboxes.md#processes.
 */
export class ModalWriteStream extends WritableStream<string | Uint8Array> {
  readonly #channel: ProcessChannel;
  readonly #limit: number;
  readonly #state: { isEnded: boolean };
  #buffered: Uint8Array[] = [];
  #size = 0;

  static {
    refuseCrossing(ModalWriteStream, "ModalWriteStream", "Pass the Sandbox, or what is to be written.");
  }

  /** @internal @param limit bytes that may be written without being drained */
  constructor(channel: ProcessChannel, limit: number) {
    const state = { isEnded: false };
    super({
      write: (chunk) => channel.write(bytesOf(chunk), false),
      close: async () => {
        if (state.isEnded) return;
        state.isEnded = true;
        await channel.write(new Uint8Array(), true);
      },
    });
    this.#channel = channel;
    this.#limit = limit;
    this.#state = state;
  }

  /** Sends text as UTF-8. Rejects with `InvalidError` after its end. */
  async writeText(text: string): Promise<void> {
    await this.#send(text);
  }

  /** Sends bytes. Rejects with `InvalidError` after its end. */
  async writeBytes(bytes: Uint8Array): Promise<void> {
    await this.#send(bytes);
  }

  async #send(data: string | Uint8Array): Promise<void> {
    const bytes = bytesOf(data);
    this.#checkOpen();
    await this.#channel.write(bytes, false);
  }

  /**
   * Keeps text or bytes until {@link drain}.
   * @throws TypeError for anything else, InvalidError after `writeEof`, ResourceExhaustedError for more than 16 MiB, or
   * 2 MiB to the main process of a sandbox, that were not drained
   */
  write(data: string | Uint8Array): void {
    const bytes = bytesOf(data);
    this.#checkOpen();
    if (this.#size + bytes.length > this.#limit)
      throw new ResourceExhaustedError(
        `The buffer of stdin is full: ${this.#size + bytes.length} bytes were written, ${this.#limit} can wait for \`await stdin.drain()\`.`,
      );
    this.#buffered.push(bytes);
    this.#size += bytes.length;
  }

  /** Nothing more is going to be written; sent with the next {@link drain}. */
  writeEof(): void {
    this.#state.isEnded = true;
  }

  /** Sends what was written. Rejects with `InvalidError` if the process has ended. */
  async drain(): Promise<void> {
    const data = new Uint8Array(Buffer.concat(this.#buffered));
    this.#buffered = [];
    this.#size = 0;
    await this.#channel.write(data, this.#state.isEnded);
  }

  #checkOpen(): void {
    if (this.#state.isEnded) throw new InvalidError("stdin is closed: nothing can be written after its end.");
  }
}

function bytesOf(data: unknown): Uint8Array<ArrayBuffer> {
  if (typeof data === "string") return new TextEncoder().encode(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  if (data instanceof ArrayBuffer) return new Uint8Array(data).slice();
  throw new TypeError(`stdin takes text or bytes, got ${describe(data)}.`);
}
