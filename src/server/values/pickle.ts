import { SerializationError } from "../../contract/errors.js";
import { isPlainObject } from "../../checks/options.js";

const UTF8 = new TextEncoder();
/** Above this many bytes, a length takes four bytes instead of one. */
const SHORT = 0xff;

/**
 * A value as Python's pickle writes it, protocol 4: null, booleans, numbers, strings, bytes, arrays and plain objects.
 * Only operations that Modal's JavaScript client reads are used: it knows no whole numbers beyond 32 bits, which become
 * floats. A list or object that stands in several places, or in itself, is written once.
 * @throws SerializationError for any other value
 */
export function pickle(value: unknown): Uint8Array {
  const writer = new PickleWriter();
  writer.op(0x80, 4); // PROTO
  writer.value(value, "value", 0);
  writer.op(0x2e); // STOP
  return writer.bytes;
}

/** About what Python's own takes. */
const MAX_DEPTH = 1000;

class PickleWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  /** Where lists and objects are that were written. */
  readonly #places = new Map<object, number>();
  #memoized = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  op(...bytes: number[]): void {
    this.#put(bytes);
  }

  /** @param path how messages name the value */
  value(value: unknown, path: string, depth: number): void {
    if (depth > MAX_DEPTH) throw new SerializationError(`${path} is nested more than ${MAX_DEPTH} levels deep.`);
    if (value === null || value === undefined) this.op(0x4e);
    else if (typeof value === "boolean") this.op(value ? 0x88 : 0x89);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") this.#sized(UTF8.encode(value), 0x8c, 0x58);
    else if (value instanceof Uint8Array) this.#sized(value, 0x43, 0x42);
    else if (this.#repeats(value)) return;
    else if (Array.isArray(value)) this.#list(value, path, depth);
    else if (isPlainObject(value)) this.#dict(value, path, depth);
    else throw new SerializationError(`${path} cannot be pickled: it is ${kindOf(value)}.`);
  }

  #list(items: readonly unknown[], path: string, depth: number): void {
    this.op(0x5d); // EMPTY_LIST
    this.#memoize(items);
    for (const [index, item] of items.entries()) {
      this.value(item, `${path}[${index}]`, depth + 1);
      this.op(0x61); // APPEND
    }
  }

  #dict(object: object, path: string, depth: number): void {
    this.op(0x7d); // EMPTY_DICT
    this.#memoize(object);
    for (const [key, item] of Object.entries(object)) {
      this.value(key, path, depth);
      this.value(item, `${path}.${key}`, depth + 1);
      this.op(0x73); // SETITEM
    }
  }

  #number(value: number): void {
    if (Number.isInteger(value) && value === (value | 0) && !Object.is(value, -0)) {
      if (value >= 0 && value <= 0xff) this.op(0x4b, value);
      else this.#put([0x4a, ...littleEndian(value)]); // BININT
      return;
    }
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value);
    this.#put([0x47, ...bytes]); // BINFLOAT
  }

  #sized(bytes: Uint8Array, short: number, long: number): void {
    if (bytes.length <= SHORT) this.op(short, bytes.length);
    else this.#put([long, ...littleEndian(bytes.length)]);
    this.#put(bytes);
    this.#memoize();
  }

  #memoize(container?: object): void {
    if (container) this.#places.set(container, this.#memoized);
    this.#memoized++;
    this.op(0x94);
  }

  /** Refers to what was written before. */
  #repeats(value: unknown): boolean {
    const place = this.#places.get(value as object);
    if (place === undefined) return false;
    if (place <= SHORT) this.op(0x68, place);
    else this.#put([0x6a, ...littleEndian(place)]); // LONG_BINGET
    return true;
  }

  #put(bytes: ArrayLike<number>): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }
}

function littleEndian(value: number): number[] {
  return [value, value >> 8, value >> 16, value >> 24].map((byte) => byte & 0xff);
}

function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  return `an instance of ${(value.constructor as { name?: string } | undefined)?.name ?? "a class"}`;
}
