import { ignoreClosed } from "../session/check-world.js";
import { decodeFailure, decodeValue, encodeArguments } from "../session/values.js";
import type { Wire } from "../../contract/wire.js";
import { placeOfCall, withSession, type Session } from "../session/session.js";
import { lazily } from "./lazily.js";
import type { MapOptions } from "./map-options.js";
import type { Rows } from "./argument-rows.js";
import type { Callee, HydratedFunction } from "./callee.js";

/** Rows of a synchronous iterable that are sent with one command. */
const CHUNK = 256;
/** Calls of `spawnMap` that are being created at once. Modal: docs/modal/maps.md. */
const SPAWNS_IN_FLIGHT = 256;

/** A map: inputs are fed and results awaited side by side, from the first iteration on. Modal: docs/modal/maps.md. */
export function mapInputs(callee: Callee, what: string, inputs: Rows, options: MapOptions): AsyncIterable<unknown> {
  const place = placeOfCall();
  return lazily(what, (from) => iterate(callee, inputs, options, from, place));
}

async function* iterate(
  callee: Callee,
  inputs: Rows,
  options: MapOptions,
  from: Session | undefined,
  place: globalThis.Error | undefined,
): AsyncGenerator<unknown, void, undefined> {
  const target = await callee.hydrated(from);
  const { backend } = target.session;
  const { callId } = await backend.send("map.start", { functionId: target.functionId });
  const feeding = Promise.withResolvers<never>();
  feeding.promise.catch(() => undefined); // a failure after the last result has nobody to hear it
  const consumer = { isGone: false };
  void feed(target, callId, inputs, consumer).catch(feeding.reject);
  const early = new Map<number, unknown>();
  let next = 0;
  let finished = false;
  try {
    while (!finished) {
      const { outputs, done } = await Promise.race([backend.send("map.take", { callId }), feeding.promise]);
      finished = done;
      for (const [index, outcome] of outputs) {
        const result = outcome.ok
          ? decodeValue(outcome.value, target.session)
          : decodeFailure(outcome.error, target.session, place);
        if (!outcome.ok && !options.returnExceptions) throw result;
        if (options.orderOutputs === false) yield result;
        else early.set(index, result);
      }
      for (; early.has(next); next++) {
        yield early.get(next);
        early.delete(next);
      }
    }
  } finally {
    consumer.isGone = true;
    if (!finished) await backend.send("call.abandon", { callId, cancel: false }).catch(ignoreClosed);
  }
}

/**
 * Reads the inputs, independent of how fast results are taken, and sends them as fast as the backend accepts them,
 * until the consumer turns away.
 */
async function feed(
  { session }: HydratedFunction,
  callId: string,
  inputs: Rows,
  consumer: { readonly isGone: boolean },
): Promise<void> {
  await withSession(session, async () => {
    for await (const chunk of chunks(inputs, CHUNK)) {
      if (consumer.isGone) return;
      await session.backend.send("map.put", { callId, inputs: chunk });
    }
    await session.backend.send("map.end", { callId });
  });
}

async function* chunks(inputs: Rows, size: number): AsyncGenerator<Wire[]> {
  if (Symbol.asyncIterator in inputs) {
    for await (const row of inputs) yield [encodeArguments([...row])];
    return;
  }
  let chunk: Wire[] = [];
  for (const row of inputs) {
    chunk.push(encodeArguments([...row]));
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** One call of all rows. */
export async function spawnAsOne(callee: Callee, inputs: Rows): Promise<{ session: Session; callId: string }> {
  const { session, functionId } = await callee.hydrated();
  const { callId } = await session.backend.send("call.spawnMap", {
    functionId,
    inputs: (await Array.fromAsync(chunks(inputs, CHUNK))).flat(),
  });
  return { session, callId };
}

/** One independent call per row, at most 256 creations in flight. */
export async function spawnInputs(callee: Callee, inputs: Rows): Promise<void> {
  const { session, functionId } = await callee.hydrated();
  for await (const chunk of chunks(inputs, SPAWNS_IN_FLIGHT)) {
    await Promise.all(chunk.map((args) => session.backend.send("call.spawn", { functionId, args })));
  }
}
