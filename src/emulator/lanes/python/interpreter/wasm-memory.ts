import type { Look } from "../bridge/python-calls.js";
import type { WasmHeap } from "../bridge/web-assembly.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The memory of an interpreter. It may move whenever that runs. */
export class WasmMemory {
  #memory: WasmHeap | undefined;

  attach(memory: WasmHeap): void {
    this.#memory = memory;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#buffer);
  }

  get view(): DataView {
    return new DataView(this.#buffer);
  }

  get #buffer(): ArrayBuffer {
    if (!this.#memory) throw new TypeError("The interpreter has not begun.");
    return this.#memory.buffer;
  }

  /** Text that ends with a zero. */
  text(at: number): string {
    const { bytes } = this;
    return decoder.decode(bytes.slice(at, bytes.indexOf(0, at)));
  }

  /** @returns its bytes with the zero, whether or not they had room */
  putText(text: string, at: number, room: number): number {
    const encoded = encoder.encode(text);
    if (encoded.length < room) {
      this.bytes.set(encoded, at);
      this.bytes[at + encoded.length] = 0;
    }
    return encoded.length + 1;
  }

  putInt(value: number, at: number): void {
    this.view.setInt32(at, value, true);
  }

  putLong(value: number, at: number): void {
    this.view.setBigInt64(at, BigInt(value), true);
  }

  int(at: number): number {
    return this.view.getInt32(at, true);
  }

  long(at: number): number {
    return Number(this.view.getBigInt64(at, true));
  }

  /** As `struct stat`. */
  putLook(look: Look, at: number): void {
    const { view } = this;
    view.setUint32(at, 1, true);
    view.setUint32(at + 4, look.mode, true);
    view.setUint32(at + 8, 1, true);
    for (const zero of [12, 16, 20]) view.setUint32(at + zero, 0, true);
    this.putLong(look.size, at + 24);
    view.setInt32(at + 32, 4_096, true);
    view.setInt32(at + 36, Math.ceil(look.size / 512), true);
    for (const time of [40, 56, 72]) {
      const seconds = Math.floor(look.mtimeMs / 1_000);
      this.putLong(seconds, at + time);
      view.setUint32(at + time + 8, Math.round((look.mtimeMs - seconds * 1_000) * 1e6), true);
    }
    this.putLong(look.ino, at + 88);
  }

  /** Parts of memory, as `readv` and `writev` have them. */
  parts(at: number, count: number): Uint8Array[] {
    const { bytes, view } = this;
    return Array.from({ length: count }, (_, index) => {
      const start = view.getUint32(at + index * 8, true);
      return bytes.subarray(start, start + view.getUint32(at + index * 8 + 4, true));
    });
  }
}
