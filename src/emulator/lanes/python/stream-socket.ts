import type net from "node:net";
import { concat } from "../processes/bytes.js";
import type { OpenFile } from "../processes/open-file.js";
import { shellError } from "../processes/system-errors.js";
import { Waiters } from "../processes/waiters.js";
import type { Watchable } from "./watchable.js";

/** Bytes that wait to be read, before the other side has to wait. */
const MAX_WAITING = 1 << 20;

/** A connection as a descriptor of a process. */
export class StreamSocket implements OpenFile, Watchable {
  readonly isTerminal = false;
  readonly isSocket = true;
  readonly socket: net.Socket;
  readonly #waiters = new Waiters();
  #chunks: Uint8Array[] = [];
  #size = 0;
  #isOver = false;
  #holders = 1;

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(new Uint8Array(chunk));
      this.#size += chunk.length;
      if (this.#size > MAX_WAITING) socket.pause();
      this.#waiters.happened();
    });
    for (const event of ["end", "close", "error"])
      socket.on(event, () => {
        this.#isOver = true;
        this.#waiters.happened();
      });
  }

  get isReady(): boolean {
    return this.#size > 0 || this.#isOver;
  }

  get isAtEnd(): boolean {
    return this.#size === 0 && this.#isOver;
  }

  async ready(signal: AbortSignal | undefined): Promise<void> {
    while (!this.isReady) await this.#waiters.wait(signal);
  }

  async read(size: number = Infinity, signal?: AbortSignal): Promise<Uint8Array> {
    await this.ready(signal);
    const all = concat(this.#chunks);
    const part = all.subarray(0, size);
    this.#chunks = part.length < all.length ? [all.subarray(part.length)] : [];
    this.#size = all.length - part.length;
    this.socket.resume();
    return part;
  }

  get room(): number {
    const { socket } = this;
    if (socket.destroyed || socket.writableEnded) return Infinity;
    return Math.max(0, MAX_WAITING - socket.writableLength);
  }

  async hasRoom(signal: AbortSignal): Promise<void> {
    while (this.room === 0) await this.#waiters.wait(signal);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.socket.destroyed || this.socket.writableEnded) return Promise.reject(shellError("EPIPE"));
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => {
        this.#waiters.happened();
        if (error) reject(shellError("EPIPE"));
        else resolve();
      });
    });
  }

  retain(): void {
    this.#holders++;
  }

  end(): void {
    this.socket.end();
  }

  /** Whoever goes on writing at its other end hears that nobody is there. */
  release(): void {
    if (this.#holders > 0 && --this.#holders === 0) this.socket.end(() => this.socket.destroy());
  }
}
