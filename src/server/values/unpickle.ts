import { DeserializationError } from "../../contract/errors.js";

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const MARK = Symbol("mark");

/**
 * The value that Python's pickle has written, protocols 2 to 5: basic types, lists, tuples and sets as arrays, and
 * dicts, whose keys become text.
 * @throws DeserializationError for anything else, such as an instance of a class
 */
export function unpickle(bytes: Uint8Array): unknown {
  try {
    return new PickleReader(bytes).read();
  } catch (error) {
    if (error instanceof DeserializationError) throw error;
    throw new DeserializationError(`What was sent is no pickle: ${(error as globalThis.Error).message}`);
  }
}

class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #stack: unknown[] = [];
  readonly #memo: unknown[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): unknown {
    for (;;) {
      const op = this.#byte();
      if (op === 0x2e) return this.#pop();
      const known = OPERATIONS[op];
      if (!known)
        throw new DeserializationError(
          `The pickle holds something other than basic values: operation 0x${op.toString(16)} is not read here.`,
        );
      known(this);
    }
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  #pop(): unknown {
    const { top } = this;
    this.#stack.pop();
    return top;
  }

  pop(count: number): unknown[] {
    return Array.from({ length: count }, () => this.#pop()).toReversed();
  }

  get top(): unknown {
    const top = this.#stack.at(-1);
    if (this.#stack.length === 0 || top === MARK) throw new RangeError("it takes more than there is.");
    return top;
  }

  /** What lies above the mark, which is taken away with it. */
  popMarked(): unknown[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw new RangeError("a mark is missing.");
    const items = this.#stack.slice(mark + 1);
    this.#stack = this.#stack.slice(0, mark);
    return items;
  }

  remember(at: number = this.#memo.length): void {
    this.#memo[at] = this.top;
  }

  recall(at: number): void {
    if (!(at in this.#memo)) throw new RangeError("it refers to what was not there.");
    this.push(this.#memo[at]);
  }

  #byte(): number {
    return this.unsigned(1);
  }

  /** A whole number of 1, 2, 4 or 8 bytes. */
  unsigned(size: 1 | 2 | 4 | 8): number {
    const at = this.#skip(size);
    if (size === 1) return this.#view.getUint8(at);
    if (size === 2) return this.#view.getUint16(at, true);
    if (size === 4) return this.#view.getUint32(at, true);
    return Number(this.#view.getBigUint64(at, true));
  }

  int32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#skip(8));
  }

  /** A whole number of any size, with its sign. */
  long(size: number): number | bigint {
    const digits = Buffer.from(this.take(size).toReversed()).toString("hex");
    const value = BigInt.asIntN(size * 8, BigInt(`0x0${digits}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  text(size: number): string {
    return UTF8.decode(this.take(size));
  }

  take(size: number): Uint8Array {
    const at = this.#skip(size);
    return new Uint8Array(this.#bytes.subarray(at, at + size)); // a slice of a Buffer shares its memory
  }

  #skip(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw new RangeError("it ends too early.");
    this.#at += size;
    return at;
  }
}

type Operation = (reader: PickleReader) => void;

const list =
  (items: (reader: PickleReader) => unknown[]): Operation =>
  (reader) =>
    reader.push(items(reader));

const OPERATIONS: Readonly<Record<number, Operation | undefined>> = {
  0x80: (reader) => void reader.take(1), // PROTO
  0x95: (reader) => void reader.take(8), // FRAME
  0x28: (reader) => reader.push(MARK),
  0x30: (reader) => void reader.pop(1),
  0x4e: (reader) => reader.push(null),
  0x88: (reader) => reader.push(true),
  0x89: (reader) => reader.push(false),
  0x4b: (reader) => reader.push(reader.unsigned(1)),
  0x4d: (reader) => reader.push(reader.unsigned(2)),
  0x4a: (reader) => reader.push(reader.int32()),
  0x8a: (reader) => reader.push(reader.long(reader.unsigned(1))),
  0x8b: (reader) => reader.push(reader.long(reader.unsigned(4))),
  0x47: (reader) => reader.push(reader.float64()),
  0x8c: (reader) => reader.push(reader.text(reader.unsigned(1))),
  0x58: (reader) => reader.push(reader.text(reader.unsigned(4))),
  0x8d: (reader) => reader.push(reader.text(reader.unsigned(8))),
  0x43: (reader) => reader.push(reader.take(reader.unsigned(1))),
  0x42: (reader) => reader.push(reader.take(reader.unsigned(4))),
  0x8e: (reader) => reader.push(reader.take(reader.unsigned(8))),
  0x96: (reader) => reader.push(reader.take(reader.unsigned(8))),
  0x5d: list(() => []),
  0x29: list(() => []),
  0x8f: list(() => []),
  0x85: list((reader) => reader.pop(1)),
  0x86: list((reader) => reader.pop(2)),
  0x87: list((reader) => reader.pop(3)),
  0x74: list((reader) => reader.popMarked()),
  0x6c: list((reader) => reader.popMarked()),
  0x91: list((reader) => reader.popMarked()),
  0x7d: (reader) => reader.push({}),
  0x61: (reader) => append(reader, reader.pop(1)),
  0x65: (reader) => append(reader, reader.popMarked()),
  0x90: (reader) => append(reader, reader.popMarked()),
  0x73: (reader) => setItems(reader, reader.pop(2)),
  0x75: (reader) => setItems(reader, reader.popMarked()),
  0x94: (reader) => reader.remember(),
  0x71: (reader) => reader.remember(reader.unsigned(1)),
  0x72: (reader) => reader.remember(reader.unsigned(4)),
  0x68: (reader) => reader.recall(reader.unsigned(1)),
  0x6a: (reader) => reader.recall(reader.unsigned(4)),
};

function append({ top }: PickleReader, items: readonly unknown[]): void {
  if (!Array.isArray(top)) throw new TypeError("it appends to what is no list.");
  for (const item of items) top.push(item);
}

function setItems({ top }: PickleReader, items: readonly unknown[]): void {
  if (typeof top !== "object" || top === null || Array.isArray(top)) throw new TypeError("it adds to what is no dict.");
  for (let index = 0; index + 1 < items.length; index += 2) {
    const key = items[index];
    if (typeof key === "object" && key !== null)
      throw new DeserializationError("The pickle holds a dict whose keys are no text and no numbers.");
    Object.defineProperty(top, String(key), {
      value: items[index + 1],
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}
