import { types } from "node:util";
import { InvalidError } from "../../../contract/errors.js";
import { describe } from "../../../checks/options.js";

/** What an endpoint's function returns, as an answer; a `Response` that it throws is one, too. */
export async function endpointAnswer(call: () => unknown): Promise<Response> {
  let value: unknown;
  try {
    value = await call();
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
  if (value instanceof Response) return value;
  if (isAsyncIterable(value)) return new Response(ReadableStream.from(encoded(value)));
  const text = JSON.stringify(value ?? null, asFastApi) as string | undefined;
  if (text === undefined) throw new InvalidError(`An endpoint cannot answer with ${describe(value)}: it is no JSON.`);
  return new Response(text, { headers: { "content-type": "application/json" } });
}

/**
 * What JSON has no word for, as FastAPI writes it: maps are objects, sets and what can be iterated are lists, bytes are
 * the text that they stand for.
 */
function asFastApi(this: unknown, key: string, written: unknown): unknown {
  const value: unknown = Reflect.get(Object(this) as object, key);
  if (types.isUint8Array(value)) return new TextDecoder("utf-8", { fatal: true }).decode(value);
  if (typeof written !== "object" || written === null || types.isBoxedPrimitive(written)) return written;
  if (types.isPromise(written))
    throw new InvalidError("An endpoint cannot answer with a promise inside of a value: await it.");
  if (types.isMap(written)) return Object.fromEntries(written);
  return !Array.isArray(written) && Symbol.iterator in written ? Array.from(written as Iterable<unknown>) : written;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function* encoded(pieces: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) {
    if (typeof piece === "string") yield encoder.encode(piece);
    else if (piece instanceof Uint8Array) yield piece;
    else throw new InvalidError(`A stream of an endpoint consists of texts and bytes, got ${describe(piece)}.`);
  }
}
