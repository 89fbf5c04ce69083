import { types } from "node:util";
import { eachElement } from "./each-element.js";
import { isWireBulk, MARK, type Wire } from "./wire.js";

/**
 * Bytes that a value takes where its size is limited: those of its texts in UTF-8 and of its buffers, eight for a
 * number or date, one for anything else and for each object around parts. What occurs twice counts once.
 */
export function wireSize(wire: Wire): number {
  if (typeof wire === "string") return Buffer.byteLength(wire);
  if (typeof wire === "number") return 8;
  if (typeof wire === "bigint") return Math.ceil(wire.toString(16).length / 2);
  if (typeof wire !== "object" || wire === null) return 1;
  return sizeOfObject(wire, new Set());
}

function sizeOfObject(wire: object, seen: Set<object>): number {
  if (seen.has(wire)) return 0;
  seen.add(wire);
  if (types.isArrayBuffer(wire) || ArrayBuffer.isView(wire)) return wire.byteLength;
  if (isWireBulk(wire)) return sum(wire.buffers, seen) + sum([wire.value], seen);
  if (MARK in wire && wire[MARK] === "bytes") return 0; // they are counted as the buffers of the whole
  if (types.isDate(wire)) return 8;
  if (Array.isArray(wire)) return 1 + sizeOfElements(wire, seen);
  if (types.isSet(wire)) return 1 + sum(wire, seen);
  if (types.isMap(wire)) return 1 + sum(wire.keys(), seen) + sum(wire.values(), seen);
  if (MARK in wire) return sum(Object.values(wire), seen) - wireSize(wire[MARK]);
  return Object.entries(wire).reduce((size, [key, value]) => size + Buffer.byteLength(key) + sum([value], seen), 1);
}

function sizeOfElements(list: readonly Wire[], seen: Set<object>): number {
  let size = 0;
  eachElement(list, (element) => (size += sizeOfPart(element, seen)));
  return size;
}

function sum(parts: Iterable<Wire>, seen: Set<object>): number {
  let size = 0;
  for (const part of parts) size += sizeOfPart(part, seen);
  return size;
}

function sizeOfPart(part: Wire, seen: Set<object>): number {
  return typeof part === "object" && part !== null ? sizeOfObject(part, seen) : wireSize(part);
}
