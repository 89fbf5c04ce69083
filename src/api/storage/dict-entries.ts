import { encodeValue } from "../session/values.js";
import { keyText } from "../codec/key-text.js";
import { wireSize } from "../../contract/wire-size.js";
import type { Wire } from "../../contract/wire.js";
import { InvalidError, RequestSizeError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import type { DictEntry } from "../../contract/storage-commands.js";

const MAX_ENTRIES = 10_000;
const MAX_MIB = 100;

/** @param what the call that gets it, such as "Dict.put" */
export function dictEntry(what: string, key: unknown, value: unknown, path = ""): DictEntry {
  const wire = limited(what, `key${path}`, key);
  return [keyText(wire), wire, limited(what, `value${path}`, value)];
}

/** Pairs, or the properties of an object. */
export function dictEntries(what: string, entries: object): DictEntry[] {
  const pairs: readonly unknown[] =
    Symbol.iterator in entries ? [...(entries as Iterable<unknown>)] : Object.entries(entries);
  if (pairs.length > MAX_ENTRIES)
    throw new RequestSizeError(
      `${what} is too large: it has ${pairs.length} entries, at most ${MAX_ENTRIES} go at once.`,
    );
  return pairs.map((pair, index) => {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new InvalidError(`${what} takes pairs of a key and a value, got ${describe(pair)}.`);
    return dictEntry(what, pair[0], pair[1], `[${index}]`);
  });
}

function limited(what: string, path: string, value: unknown): Wire {
  const wire = encodeValue(value, path);
  const bytes = wireSize(wire);
  if (bytes > MAX_MIB * 0x100000)
    throw new RequestSizeError(
      `${what}: ${path} is too large: it has ${bytes} bytes, at most ${MAX_MIB} MiB are stored.`,
    );
  return wire;
}
