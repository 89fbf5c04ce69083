import type { LowerContent } from "./lower-files.js";
import { PagedContent } from "./paged-content.js";

/** A file of the lower layer from this size on is not read whole to read or write a part of it. */
const LARGE_BYTES = 262_144;

/** Where the content of a file is until it is needed. */
export interface Deferred {
  /** All of it: bytes that nobody changes. */
  read(): Uint8Array;
  open(): LowerContent;
}

/** The least that a file which grows makes room for. */
const LEAST_CAPACITY = 64;

const EMPTY: Buffer = Buffer.alloc(0);

/** What a file holds: shared with whoever stored it until it is written to. */
export class FileContent {
  size = 0;
  /** Its length is the capacity. */
  #held = EMPTY;
  /** Reads them when they are first needed. */
  #deferred: Deferred | undefined;
  /** In place of `#held`, of a large file of which a part was needed. */
  #paged: PagedContent | undefined;
  /** What `#bytes` shows, as long as it is all of the content and must not change. */
  #stored: SharedArrayBuffer | undefined;

  /** Content that is somewhere else until it is needed. */
  defer(size: number, deferred: Deferred): void {
    this.size = size;
    this.#deferred = deferred;
    this.#stored = undefined;
  }

  /** Not to be changed. */
  get bytes(): Uint8Array {
    return this.#paged ? this.#whole(this.#paged) : this.#bytes.subarray(0, this.size);
  }

  copy(): Buffer {
    return Buffer.from(this.bytes);
  }

  text(encoding: BufferEncoding): string {
    if (this.#paged) return this.#whole(this.#paged).toString(encoding);
    return this.#bytes.toString(encoding, 0, this.size);
  }

  read(target: NodeJS.ArrayBufferView, offset: number, length: number, position: number): number {
    const paged = this.#pages();
    const end = Math.min(this.size, position + Math.min(length, target.byteLength - offset));
    if (position >= end) return 0;
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    if (!paged) return this.#bytes.copy(bytes, offset, position, end);
    paged.read(bytes.subarray(offset, offset + end - position), position);
    return end - position;
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    const paged = this.#pages();
    if (paged) {
      paged.write(bytes, position);
      this.size = paged.size;
      return;
    }
    this.#own(Math.max(end, this.size));
    if (position > this.size) this.#bytes.fill(0, this.size, position);
    this.#bytes.set(bytes, position);
    this.size = Math.max(this.size, end);
  }

  truncate(size: number): void {
    const paged = size === 0 ? undefined : this.#pages();
    if (size === 0) this.#show(EMPTY, undefined);
    else if (paged) paged.truncate(size);
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
    if (this.#paged) this.#paged.read(bytes, 0);
    else bytes.set(this.#bytes.subarray(0, this.size));
    this.#show(bytes, stored);
    return stored;
  }

  /** Shows content that somebody stored. */
  load(stored: SharedArrayBuffer): void {
    this.#show(Buffer.from(stored), stored);
    this.size = stored.byteLength;
  }

  /** Its last name is gone, or its container. */
  close(): void {
    this.#paged?.close();
    this.#paged = undefined;
  }

  /** `undefined` if the file is not large, or is held. */
  #pages(): PagedContent | undefined {
    if (this.#deferred && this.size >= LARGE_BYTES) {
      this.#paged = new PagedContent(this.#deferred.open());
      this.#deferred = undefined;
      this.size = this.#paged.size;
    }
    return this.#paged;
  }

  #whole(paged: PagedContent): Buffer {
    const bytes = Buffer.allocUnsafe(this.size);
    paged.read(bytes, 0);
    return bytes;
  }

  get #bytes(): Buffer {
    const deferred = this.#deferred;
    if (deferred) {
      const { buffer, byteOffset, length } = deferred.read();
      this.#show(Buffer.from(buffer, byteOffset, length), undefined);
      this.size = length;
    }
    return this.#held;
  }

  #show(bytes: Buffer, stored: SharedArrayBuffer | undefined): void {
    this.#deferred = undefined;
    this.close();
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
