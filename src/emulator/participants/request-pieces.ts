import type { WebClient } from "./world-fetch.js";
import { encodeError } from "../../api/codec/encode.js";

/** Microtasks within which a body that is complete has been read, of whatever it is made. */
const PATIENCE = 100;

type Bytes = Uint8Array<ArrayBuffer>;
type Read = Awaited<ReturnType<ReadableStreamDefaultReader<Bytes>["read"]>>;

/** What of a body is sent after its request. */
export interface Rest {
  readonly reader: ReadableStreamDefaultReader<Bytes>;
  /** Begun already. */
  readonly reading: Promise<Read>;
}

/** A body that is complete comes with its request; of another, the rest is sent as it comes. */
export async function beginningOf(
  stream: ReadableStream<Bytes>,
): Promise<{ readonly body: Bytes | null; readonly rest: Rest | undefined }> {
  const reader = stream.getReader();
  const pieces: Bytes[] = [];
  for (let rest = PATIENCE; ;) {
    const reading = reader.read();
    const state: { read?: Read; hasFailed?: boolean } = {};
    reading.then(
      (read) => (state.read = read),
      () => (state.hasFailed = true),
    );
    for (; rest > 0 && !state.read && !state.hasFailed; rest--) await Promise.resolve();
    if (!state.read) return { body: joined(pieces), rest: { reader, reading } };
    if (state.read.done) return { body: joined(pieces), rest: undefined };
    pieces.push(state.read.value);
  }
}

/** What a request says of its body, and what is sent before the rest of it. */
export interface Lengths {
  readonly declared: number | undefined;
  readonly begun: number;
}

/** Sends it as fast as it is taken. Rejects if it breaks off, or has another length than was said. */
export async function sendRest(
  client: WebClient,
  exchange: number,
  { reader, reading }: Rest,
  { declared, begun }: Lengths,
): Promise<void> {
  let length = begun;
  try {
    for (
      let read = await soon(client, exchange, reading);
      !read.done;
      read = await soon(client, exchange, reader.read())
    ) {
      length += read.value.length;
      if (declared !== undefined && length > declared) throw wrongLength();
      await client.send("web.send", { exchange, pieces: [new Uint8Array(read.value)] });
    }
    if (declared !== undefined && length < declared) throw wrongLength();
    await client.send("web.send", { exchange, pieces: [], end: {} });
  } catch (error) {
    void reader.cancel(error).catch(() => undefined);
    const end = { error: encodeError(error) };
    void client.send("web.send", { exchange, pieces: [], end }).catch(() => undefined);
    throw error;
  }
}

/** The next piece of a body: no time passes for the request until it comes, unless that takes long. */
export function soon<T>(client: WebClient, exchange: number, piece: Promise<T>): Promise<T> {
  client.whenLate?.(piece, () => void client.send("web.send", { exchange, pieces: [] }).catch(() => undefined));
  return piece;
}

/** As `fetch` of Node says it. */
export function wrongLength(): globalThis.Error {
  return new globalThis.Error("Request body length does not match content-length header");
}

/** One copy of its own, which nobody changes. */
export function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Bytes {
  const [first] = pieces;
  if (first && pieces.length === 1) return first.slice();
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
