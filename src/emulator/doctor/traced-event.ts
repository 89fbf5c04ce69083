import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { serialize } from "node:v8";
import { encode } from "../../api/codec/encode.js";
import { decodeValue } from "../../api/codec/values.js";
import { isWireError, type Wire } from "../../api/codec/wire.js";
import type { Calls } from "../calls/calls.js";
import type { WorldEvent } from "../kernel/events.js";

/** An event of the log, with what the log itself leaves out. */
export type TracedEvent = WorldEvent & {
  /** Of `input.created`: the arguments, in short. */
  readonly args?: string;
  /** Of `input.ended`: the result, in short. */
  readonly result?: string;
};

/** Longest text that a value is shown as. */
const SHOWN = 300;

export function traceEvent(event: WorldEvent, calls: Calls): TracedEvent {
  if (event.type === "input.created") return { ...event, args: shown(calls.input(event.input)?.args) };
  const outcome = event.type === "input.ended" && event.status === "SUCCESS" ? calls.input(event.input)?.outcome : undefined;
  return outcome?.ok ? { ...event, result: shown(outcome.value) } : event;
}

/** A value in words; one that is too long to be shown whole ends with a digest of all of it. */
function shown(wire: Wire): string {
  const value = decodeValue(wire);
  const text = isWireError(wire) ? `[${wire.name}: ${wire.message}]` : inspect(value, { depth: 4, breakLength: Infinity, compact: true, maxArrayLength: 20, maxStringLength: 200 });
  const isWhole = text.length <= SHOWN && !/more items?|more characters?|more bytes?|\[Object\]|\[Array\]|\n/.test(text);
  if (isWhole) return text;
  const withoutStacks = encode(value, "value", () => "");
  return `${text.split("\n", 1)[0]?.slice(0, SHOWN)} (digest ${createHash("sha256").update(serialize(withoutStacks)).digest("hex").slice(0, 8)})`;
}
