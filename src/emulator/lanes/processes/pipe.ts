import { concat } from "./bytes.js";
import { shellError } from "./system-errors.js";
import type { OpenFile } from "./open-file.js";
import { Waiters } from "./waiters.js";

/** How many bytes are written before writers wait for readers. */
const CAPACITY = 65_536;

/** With less room than this, a pipe is as good as full. */
const LEAST_ROOM = 4_096;

interface Waiting<Value> {
  resolve(value: Value): void;
  reject(error: unknown): void;
}

interface Reader extends Waiting<Uint8Array> {
  readonly size: number;
}

interface Writer extends Waiting<void> {
  rest: Uint8Array;
}

/**
 * Bytes on their way from whoever writes to whoever reads, each of whom waits for the other, in the order in which they
 * came. It ends for readers when nobody can write any more, and breaks for writers when nobody can read.
 */
export class Pipe {
  readonly readEnd: OpenFile;
  readonly writeEnd: OpenFile;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  readonly #readers: Reader[] = [];
  readonly #writers: Writer[] = [];
  readonly #makers = new Waiters();
  #isEnded = false;
  #isBroken = false;

  /** Each end has been retained once. */
  constructor() {
    this.readEnd = new PipeEnd(
      (size, signal) => this.#read(size, signal),
      undefined,
      () => this.#break(),
    );
    this.writeEnd = new PipeEnd(
      undefined,
      (bytes, signal) => this.#write(bytes, signal),
      () => this.#end(),
      { room: () => this.#room, wait: (signal) => this.#hasRoom(signal) },
    );
  }

  get #room(): number {
    if (this.#isBroken) return Infinity;
    const room = this.#writers.length > 0 ? 0 : CAPACITY - this.#size;
    return room < LEAST_ROOM ? 0 : room;
  }

  async #hasRoom(signal: AbortSignal): Promise<void> {
    while (this.#room === 0) await this.#makers.wait(signal);
  }

  #read(size: number, signal?: AbortSignal): Promise<Uint8Array> {
    return waitIn(
      this.#readers,
      signal,
      (waiting) => ({ ...waiting, size }),
      () => this.#move(),
    );
  }

  #write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (this.#isBroken) return Promise.reject(shellError("EPIPE"));
    return waitIn(
      this.#writers,
      signal,
      (waiting) => ({ ...waiting, rest: bytes.slice() }),
      () => this.#move(),
    );
  }

  /** Serves whoever can go on. */
  #move(): void {
    for (;;) {
      const writer = this.#writers[0];
      const room = CAPACITY - this.#size;
      if (writer && (room > 0 || writer.rest.length === 0)) {
        this.#put(writer.rest.subarray(0, room));
        writer.rest = writer.rest.subarray(room);
        if (writer.rest.length > 0) continue;
        this.#writers.shift();
        writer.resolve();
      } else if (this.#readers[0] && (this.#size > 0 || this.#isEnded)) {
        const reader = this.#readers.shift();
        reader?.resolve(this.#take(reader.size));
        this.#makers.happened();
      } else {
        return;
      }
    }
  }

  #put(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }

  #take(size: number): Uint8Array {
    const taken: Uint8Array[] = [];
    let missing = Math.min(size, this.#size);
    this.#size -= missing;
    while (missing > 0) {
      const chunk = this.#chunks[0] ?? new Uint8Array(missing);
      const part = chunk.subarray(0, missing);
      if (part.length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(missing);
      taken.push(part);
      missing -= part.length;
    }
    return concat(taken);
  }

  #end(): void {
    this.#isEnded = true;
    this.#move();
  }

  #break(): void {
    this.#isBroken = true;
    this.#chunks.length = this.#size = 0;
    for (const writer of this.#writers.splice(0)) writer.reject(shellError("EPIPE"));
    this.#makers.happened();
  }
}

/** Waits in a line until served, or until the signal comes. */
function waitIn<Value, Line extends Waiting<Value>>(
  line: Line[],
  signal: AbortSignal | undefined,
  place: (waiting: Waiting<Value>) => Line,
  move: () => void,
): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const leave = (): void => {
      const index = line.indexOf(mine);
      if (index >= 0) line.splice(index, 1);
      reject(signal?.reason as Error);
      move(); // whoever waited behind may have his turn
    };
    const done = (): void => signal?.removeEventListener("abort", leave);
    const mine = place({
      resolve: (value) => (done(), resolve(value)),
      reject: (error) => (done(), reject(error)),
    });
    signal?.addEventListener("abort", leave, { once: true });
    line.push(mine);
    move();
  });
}

/** How much can be written. */
interface Space {
  room(): number;
  wait(signal: AbortSignal): Promise<void>;
}

class PipeEnd implements OpenFile {
  readonly isTerminal = false;
  #holders = 1;
  readonly #read: ((size: number, signal?: AbortSignal) => Promise<Uint8Array>) | undefined;
  readonly #write: ((bytes: Uint8Array, signal?: AbortSignal) => Promise<void>) | undefined;
  readonly #closed: () => void;
  readonly #space: Space | undefined;

  constructor(
    read: ((size: number, signal?: AbortSignal) => Promise<Uint8Array>) | undefined,
    write: ((bytes: Uint8Array, signal?: AbortSignal) => Promise<void>) | undefined,
    closed: () => void,
    space?: Space,
  ) {
    this.#space = space;
    this.#read = read;
    this.#write = write;
    this.#closed = closed;
  }

  get isOutput(): boolean {
    return this.#read === undefined;
  }

  get room(): number | undefined {
    return this.#space?.room();
  }

  async hasRoom(signal: AbortSignal): Promise<void> {
    await this.#space?.wait(signal);
  }

  read(size = Infinity, signal?: AbortSignal): Promise<Uint8Array> {
    if (!this.#read || this.#holders === 0) return Promise.reject(shellError("EBADF"));
    return size === 0 ? Promise.resolve(new Uint8Array()) : this.#read(size, signal);
  }

  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (!this.#write || this.#holders === 0) return Promise.reject(shellError("EBADF"));
    return this.#write(bytes, signal);
  }

  retain(): void {
    this.#holders++;
  }

  release(): void {
    if (this.#holders > 0 && --this.#holders === 0) this.#closed();
  }
}
