import { types } from "node:util";

// Values may stem from another realm of JavaScript, such as the main one while a test runs in a realm of its own:
// `instanceof` says nothing then.

/** Whether an object is an object literal, of whatever realm, or has no prototype. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty"))
  );
}

/** What an object calls itself, such as "Uint8Array". */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Copies a value without parts that structured clone keeps; the copy is of this realm. */
export function inThisRealm(value: object): object {
  if (types.isDate(value)) return new Date(value);
  if (types.isRegExp(value)) return new RegExp(value);
  if (types.isBoxedPrimitive(value)) return Object(value.valueOf()) as object;
  if (types.isArrayBuffer(value))
    return bufferOf(new Uint8Array(value), value.resizable ? value.maxByteLength : undefined);
  if (types.isArrayBufferView(value)) return viewOf(tagOf(value), bufferOf(bytesOf(value)));
  return structuredClone(value);
}

/** A view of all of the bytes, or the bytes themselves. @param kind name of its class */
export function viewOf(kind: string, bytes: ArrayBuffer): ArrayBufferView | ArrayBuffer {
  if (kind === "ArrayBuffer") return bytes;
  if (kind === "Buffer") return Buffer.from(bytes);
  const View = Reflect.get(globalThis, kind) as Uint8ArrayConstructor; // or that of another kind of numbers
  return new View(bytes);
}

/** The bytes themselves if they are of this realm, otherwise a copy. */
export function bytesInThisRealm(bytes: ArrayBuffer): ArrayBuffer {
  return bytes instanceof ArrayBuffer ? bytes : bufferOf(new Uint8Array(bytes));
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function bufferOf(bytes: Uint8Array, maxByteLength?: number): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length, maxByteLength === undefined ? undefined : { maxByteLength });
  new Uint8Array(copy).set(bytes);
  return copy;
}
