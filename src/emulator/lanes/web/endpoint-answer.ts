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
  const text = JSON.stringify(value ?? null) as string | undefined;
  if (text === undefined) throw new InvalidError(`An endpoint cannot answer with ${describe(value)}: it is no JSON.`);
  return new Response(text, { headers: { "content-type": "application/json" } });
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
