import { fileURLToPath } from "node:url";
import { argumentError } from "../tree/fs-error.js";

export type View = NodeJS.ArrayBufferView;

/** A path as functions of `fs` take it, as text. @throws ERR_INVALID_ARG_VALUE, ERR_INVALID_ARG_TYPE */
export function toPath(path: unknown, name = "path"): string {
  const text =
    typeof path === "string"
      ? path
      : path instanceof Uint8Array
        ? Buffer.from(path).toString()
        : path instanceof URL
          ? fileURLToPath(path)
          : undefined;
  if (text === undefined)
    throw argumentError(
      "ERR_INVALID_ARG_TYPE",
      `The "${name}" argument must be of type string or an instance of Buffer or URL. Received ${received(path)}`,
    );
  if (text.includes("\0"))
    throw argumentError(
      "ERR_INVALID_ARG_VALUE",
      `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received ${JSON.stringify(text)}`,
    );
  return text;
}

/** Options that may be given as the name of an encoding. */
export function toOptions<T extends object>(options: unknown): Partial<T> & { encoding?: BufferEncoding | "buffer" } {
  if (typeof options === "string")
    return { encoding: options as BufferEncoding } as Partial<T> & { encoding: BufferEncoding };
  if (options === undefined || options === null || typeof options === "function") return {};
  if (typeof options !== "object")
    throw argumentError(
      "ERR_INVALID_ARG_TYPE",
      `The "options" argument must be of type string or an instance of Object. Received ${received(options)}`,
    );
  return options;
}

/** A name in the encoding that was asked for. */
export function encoded(name: string, encoding: BufferEncoding | "buffer" | null | undefined): string | Buffer {
  if (encoding === "buffer") return Buffer.from(name);
  return encoding === undefined || encoding === null || encoding === "utf8"
    ? name
    : Buffer.from(name).toString(encoding);
}

/** What is to be written, as bytes. */
export function toBytes(data: unknown, encoding: BufferEncoding | null | undefined, name = "data"): Uint8Array {
  if (typeof data === "string") return Buffer.from(data, encoding ?? "utf8");
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw argumentError(
    "ERR_INVALID_ARG_TYPE",
    `The "${name}" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${received(data)}`,
  );
}

export interface Range<T> {
  readonly buffer: T;
  readonly offset: number;
  readonly length: number;
  /** `null`: where the file is. */
  readonly position: number | null;
}

interface RangeOptions {
  readonly buffer?: View;
  readonly offset?: number | null;
  readonly length?: number | null;
  readonly position?: number | bigint | null;
}

/** Bytes that a read takes that says nothing of it, as in Node. */
const DEFAULT_BYTES = 16_384;

/** What `read` is given after the file: a buffer and where to put what, or options, or nothing. */
export function readRange([first, second, length, position]: readonly unknown[]): Range<View> {
  const options = (
    ArrayBuffer.isView(first)
      ? typeof second === "object" && second !== null
        ? second
        : { offset: second, length, position }
      : (first ?? {})
  ) as RangeOptions;
  const buffer = ArrayBuffer.isView(first) ? (first as View) : (options.buffer ?? Buffer.alloc(DEFAULT_BYTES));
  return range(buffer, options);
}

/**
 * What `write` is given after the file: bytes and which of them, or options, or a text with its position and encoding.
 */
export function writeRange([first, second, length, position]: readonly unknown[]): Range<Uint8Array> {
  if (typeof first === "string")
    return range(toBytes(first, length as BufferEncoding | undefined), {
      position: typeof second === "number" || typeof second === "bigint" ? second : null,
    });
  const options = (
    typeof second === "object" && second !== null ? second : { offset: second, length, position }
  ) as RangeOptions;
  return range(toBytes(first, undefined, "buffer"), options);
}

function range<T extends View>(buffer: T, options: RangeOptions): Range<T> {
  const offset = checked(options.offset ?? 0, "offset", buffer.byteLength);
  const length = checked(options.length ?? buffer.byteLength - offset, "length", buffer.byteLength - offset);
  const position = typeof options.position === "bigint" ? Number(options.position) : options.position;
  return { buffer, offset, length, position: typeof position === "number" && position >= 0 ? position : null };
}

function checked(value: number, name: string, most: number): number {
  if (typeof value !== "number")
    throw argumentError(
      "ERR_INVALID_ARG_TYPE",
      `The "${name}" argument must be of type number. Received ${received(value)}`,
    );
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw argumentError(
      "ERR_OUT_OF_RANGE",
      `The value of "${name}" is out of range. It must be >= 0 && <= ${most}. Received ${value}`,
    );
  return value;
}

export function received(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value === "object")
    return `an instance of ${(value.constructor as { name?: string } | undefined)?.name ?? "Object"}`;
  return `type ${typeof value} (${typeof value === "string" ? `'${value}'` : typeof value === "symbol" ? value.toString() : `${value as number}`})`;
}
