import { types } from "node:util";

// Values may stem from another realm of JavaScript, such as the main one while a test runs in a realm of its own: `instanceof` says nothing then.

/** Whether an object is an object literal, of whatever realm, or has no prototype. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty"));
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
  if (types.isArrayBuffer(value)) return bufferOf(new Uint8Array(value));
  if (types.isDataView(value)) return new DataView(bufferOf(bytesOf(value)));
  if (types.isTypedArray(value)) return new (Reflect.get(globalThis, tagOf(value)) as Uint8ArrayConstructor)(bufferOf(bytesOf(value)));
  return structuredClone(value);
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}
