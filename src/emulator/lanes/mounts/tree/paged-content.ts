import type { LowerContent } from "./lower-files.js";

const PAGE_BYTES = 65_536;

/** What a file holds that is read where it is, but for the pages that were written to. */
export class PagedContent {
  size: number;
  readonly #source: LowerContent;
  /** Bytes of the source that still count. */
  #shown: number;
  readonly #pages = new Map<number, Buffer>();

  constructor(source: LowerContent) {
    this.#source = source;
    this.#shown = source.size;
    this.size = source.size;
  }

  /** @param position at which all of the target is in the file */
  read(target: Uint8Array, position: number): void {
    for (let at = 0; at < target.length;) {
      const [index, start] = pageAt(position + at);
      const length = Math.min(PAGE_BYTES - start, target.length - at);
      const part = target.subarray(at, at + length);
      const page = this.#pages.get(index);
      if (page) part.set(page.subarray(start, start + length));
      else this.#readSource(part, position + at);
      at += length;
    }
  }

  write(bytes: Uint8Array, position: number): void {
    for (let at = 0; at < bytes.length;) {
      const [index, start] = pageAt(position + at);
      const length = Math.min(PAGE_BYTES - start, bytes.length - at);
      this.#page(index).set(bytes.subarray(at, at + length), start);
      at += length;
    }
    this.size = Math.max(this.size, position + bytes.length);
  }

  truncate(size: number): void {
    if (size < this.size) {
      this.#shown = Math.min(this.#shown, size);
      const [last, end] = pageAt(size);
      for (const [index, page] of this.#pages)
        if (index > last) this.#pages.delete(index);
        else if (index === last) page.fill(0, end);
    }
    this.size = size;
  }

  close(): void {
    this.#source.close();
  }

  #page(index: number): Buffer {
    const existing = this.#pages.get(index);
    if (existing) return existing;
    const page = Buffer.alloc(PAGE_BYTES);
    this.#readSource(page, index * PAGE_BYTES);
    this.#pages.set(index, page);
    return page;
  }

  #readSource(target: Uint8Array, position: number): void {
    const length = Math.max(0, Math.min(target.length, this.#shown - position));
    const read = length > 0 ? this.#source.read(target.subarray(0, length), position) : 0;
    target.fill(0, read); // what others have cut off meanwhile is gone
  }
}

function pageAt(position: number): [index: number, start: number] {
  return [Math.floor(position / PAGE_BYTES), position % PAGE_BYTES];
}
