/** The least that a file which grows makes room for. */
const LEAST_CAPACITY = 64;

const EMPTY: Buffer = Buffer.alloc(0);

/** What a file holds: shared with whoever stored it until it is written to. */
export class FileContent {
  size = 0;
  /** Its length is the capacity. */
  #held = EMPTY;
  /** Reads them when they are first needed. */
  #deferred: (() => Uint8Array) | undefined;
  /** What `#bytes` shows, as long as it is all of the content and must not change. */
  #stored: SharedArrayBuffer | undefined;

  /** Content that is somewhere else until it is needed. @param read gives bytes that nobody changes */
  defer(size: number, read: () => Uint8Array): void {
    this.size = size;
    this.#deferred = read;
  }

  copy(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.size));
  }

  text(encoding: BufferEncoding): string {
    return this.#bytes.toString(encoding, 0, this.size);
  }

  read(target: NodeJS.ArrayBufferView, offset: number, length: number, position: number): number {
    const end = Math.min(this.size, position + Math.min(length, target.byteLength - offset));
    if (position >= end) return 0;
    return this.#bytes.copy(new Uint8Array(target.buffer, target.byteOffset, target.byteLength), offset, position, end);
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    this.#own(Math.max(end, this.size));
    if (position > this.size) this.#bytes.fill(0, this.size, position);
    this.#bytes.set(bytes, position);
    this.size = Math.max(this.size, end);
  }

  truncate(size: number): void {
    if (size === 0) this.#show(EMPTY, undefined);
    else if (size !== this.size) {
      this.#own(size);
      if (size > this.size) this.#bytes.fill(0, this.size, size);
    }
    this.size = size;
  }

  /** The content for good: it is shared from now on, and copied when it is written to. */
  store(): SharedArrayBuffer {
    if (this.#stored) return this.#stored;
    const stored = new SharedArrayBuffer(this.size);
    const bytes = Buffer.from(stored);
    bytes.set(this.#bytes.subarray(0, this.size));
    this.#show(bytes, stored);
    return stored;
  }

  /** Shows content that somebody stored. */
  load(stored: SharedArrayBuffer): void {
    this.#show(Buffer.from(stored), stored);
    this.size = stored.byteLength;
  }

  get #bytes(): Buffer {
    const read = this.#deferred;
    if (read) {
      const { buffer, byteOffset, length } = read();
      this.#show(Buffer.from(buffer, byteOffset, length), undefined);
      this.size = length;
    }
    return this.#held;
  }

  #show(bytes: Buffer, stored: SharedArrayBuffer | undefined): void {
    this.#deferred = undefined;
    this.#held = bytes;
    this.#stored = stored;
  }

  /** Makes the bytes the file's own, with room for so many. */
  #own(size: number): void {
    const capacity = this.#bytes.length;
    if (!this.#stored && size <= capacity) return;
    const isGrowing = size > capacity;
    const bytes = Buffer.allocUnsafe(isGrowing && capacity > 0 ? Math.max(size, capacity * 2, LEAST_CAPACITY) : size);
    bytes.set(this.#bytes.subarray(0, Math.min(this.size, size)));
    this.#show(bytes, undefined);
  }
}
