import type { OpenFile } from "../processes/open-file.js";
import type { Watchable } from "./watchable.js";

/** Bytes that are read ahead at most. */
const AHEAD = 65_536;

/** A pipe or a terminal of which can be told whether there is something to read. What was read ahead comes first. */
export class WatchedFile implements OpenFile, Watchable {
  readonly #file: OpenFile;
  #ahead: Uint8Array | undefined;

  constructor(file: OpenFile) {
    this.#file = file;
  }

  get isTerminal(): boolean {
    return this.#file.isTerminal;
  }

  get window(): OpenFile["window"] {
    return this.#file.window;
  }

  get isSocket(): boolean | undefined {
    return this.#file.isSocket;
  }

  get path(): string | undefined {
    return this.#file.path;
  }

  get room(): number | undefined {
    return this.#file.room;
  }

  async hasRoom(signal: AbortSignal): Promise<void> {
    await this.#file.hasRoom?.(signal);
  }

  /** There is something to read, or its end. */
  get isReady(): boolean {
    return this.#ahead !== undefined;
  }

  get isAtEnd(): boolean {
    return this.#ahead?.length === 0;
  }

  /** Resolves when it is ready; rejects as the signal comes. */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#ahead) return;
    const data = await this.#file.read(AHEAD, signal);
    this.#ahead = data;
  }

  read(size: number = Infinity, signal?: AbortSignal): Promise<Uint8Array> {
    const ahead = this.#ahead;
    if (!ahead || size === 0) return this.#file.read(size, signal);
    const part = ahead.subarray(0, size);
    if (ahead.length > 0) this.#ahead = part.length < ahead.length ? ahead.subarray(part.length) : undefined;
    return Promise.resolve(part);
  }

  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#file.write(bytes, signal);
  }

  /** Nothing more is going to be written to it. */
  end(): void {
    this.#file.end?.();
  }

  retain(): void {
    this.#file.retain();
  }

  release(): void {
    this.#file.release();
  }
}
