import { decodeFailure, decodeValue } from "../session/values.js";
import { GeneratorStreams, type Arrival } from "./generator-streams.js";
import { placeOfCall, type Session } from "../session/session.js";
import { lazily } from "./lazily.js";
import type { MapOptions } from "./map-options.js";
import type { Rows } from "./argument-rows.js";
import type { Callee } from "./callee.js";

/**
 * A map over a generator of the Stub era: all items of all inputs. As they are produced, or with `orderOutputs: true`
 * grouped by input, in the order of the inputs. Turning away, and an error, cancels the generators that still run.
 * Modal: docs/modal/older-names.md#maps-of-the-stub-era.
 */
export function flatMapInputs(callee: Callee, what: string, inputs: Rows, options: MapOptions): AsyncIterable<unknown> {
  const place = placeOfCall();
  return lazily(what, (from) => iterate(callee, inputs, options, from, place));
}

async function* iterate(
  callee: Callee,
  inputs: Rows,
  { orderOutputs, returnExceptions }: MapOptions,
  from: Session | undefined,
  place: globalThis.Error | undefined,
): AsyncGenerator<unknown, void, undefined> {
  const target = await callee.hydrated(from);
  await using streams = new GeneratorStreams(target, inputs);
  /** Of inputs whose turn has not come: their generators wait. */
  const early = new Map<number, Arrival>();
  let current = 0;
  while (true) {
    const arrival = early.get(current) ?? (await streams.next());
    if (!arrival) return;
    const [index, { items, end }] = arrival;
    if (orderOutputs === true && index !== current) {
      early.set(index, arrival);
      continue;
    }
    early.delete(index);
    for (const item of items) yield decodeValue(item, target.session);
    if (!end) {
      streams.take(index);
      continue;
    }
    streams.ended(index);
    current++;
    if (end.ok) continue;
    const error = decodeFailure(end.error, target.session, place);
    if (!returnExceptions) throw error;
    yield error;
  }
}
