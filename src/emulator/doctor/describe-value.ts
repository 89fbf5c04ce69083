import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { serialize } from "node:v8";
import { encode } from "../../api/codec/encode.js";
import { decode } from "../../api/codec/decode.js";
import { revive } from "../../api/handles.js";
import { isWireError, type Wire } from "../../contract/wire.js";

/** Errors of other classes than the built-in ones and Modal's are shown as plain ones. */
const NO_CLASSES = { find: () => undefined, unknown: globalThis.Error };

/** Longest text that a value is shown as. */
const SHOWN = 300;

/** A value in words; one that is too long to be shown whole ends with a digest of all of it. */
export function describeValue(wire: Wire): string {
  const value = decode(wire, (kind, data) => revive(kind, data, undefined), NO_CLASSES);
  const text = isWireError(wire)
    ? `[${wire.name}: ${wire.message}]`
    : inspect(value, { depth: 4, breakLength: Infinity, compact: true, maxArrayLength: 20, maxStringLength: 200 });
  const isWhole =
    text.length <= SHOWN && !/more items?|more characters?|more bytes?|\[Object\]|\[Array\]|\n/.test(text);
  if (isWhole) return text;
  const withoutStacks = encode(value, "value", () => "");
  return `${text.split("\n", 1)[0]?.slice(0, SHOWN)} (digest ${createHash("sha256").update(serialize(withoutStacks)).digest("hex").slice(0, 8)})`;
}
