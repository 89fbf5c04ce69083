import { decodeValue } from "../../api/session/values.js";
import type { WebAnswerPart } from "../../contract/web-commands.js";
import { joined } from "./request-pieces.js";
import type { Asked, Sent, WebClient } from "./world-fetch.js";

/** Statuses whose answers have no body. */
const BODYLESS: ReadonlySet<number> = new Set([101, 204, 205, 304]);
/** Encodings of bodies that `fetch` undoes. */
const ENCODINGS: ReadonlyMap<string, ConstructorParameters<typeof DecompressionStream>[0]> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "brotli"],
]);

/** The answer as the web platform has it: its body is taken as fast as it is read. */
export function answerOf(client: WebClient, sent: Sent, { method, signal }: Asked, redirected: boolean): Response {
  const { head, pieces, end, url } = sent.answer;
  const headers = head.headers.map(([name, value]): [string, string] => [name, value]);
  const hasBody = !BODYLESS.has(head.status) && method !== "HEAD";
  if (!hasBody) sent.leave();
  const isWhole = end !== undefined && end.error === undefined;
  const encoded = !hasBody
    ? null
    : isWhole
      ? joined(pieces as readonly Uint8Array<ArrayBuffer>[])
      : streamOf(client, sent, signal);
  const { status, statusText } = head;
  const isPlain = status >= 200 && status <= 599; // the constructor takes no other, of which `fetch` tells all the same
  const response = new Response(
    encoded && decoded(encoded, head.headers.find(([name]) => name.toLowerCase() === "content-encoding")?.[1]),
    {
      status: isPlain ? status : 599,
      statusText,
      headers,
    },
  );
  return Object.defineProperties(response, {
    url: { value: url, configurable: true },
    redirected: { value: redirected, configurable: true },
    ...(!isPlain && { status: { value: status, configurable: true } }),
  });
}

function streamOf(
  client: WebClient,
  sent: Sent,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let part: WebAnswerPart | undefined = sent.answer;
  let abort: () => void;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        abort = () => {
          sent.leave();
          controller.error(signal?.reason);
        };
        signal?.addEventListener("abort", abort);
      },
      async pull(controller) {
        // what came with the head may be nothing
        if (!part || (part.pieces.length === 0 && !part.end))
          part = await client.send("web.take", { exchange: sent.exchange }).catch((error: unknown) => {
            sent.leave();
            throw error;
          });
        const { pieces, end } = part;
        part = undefined;
        if (signal?.aborted) return;
        for (const piece of pieces) controller.enqueue(piece as Uint8Array<ArrayBuffer>);
        if (!end) return;
        signal?.removeEventListener("abort", abort);
        if (end.error === undefined) controller.close();
        else controller.error(new TypeError("terminated", { cause: decodeValue(end.error) }));
      },
      cancel() {
        signal?.removeEventListener("abort", abort);
        sent.leave();
      },
    },
    { highWaterMark: 0 },
  );
}

function decoded(
  body: Uint8Array<ArrayBuffer> | ReadableStream,
  header = "",
): Uint8Array<ArrayBuffer> | ReadableStream {
  const formats = header.split(",").flatMap((name) => ENCODINGS.get(name.trim().toLowerCase()) ?? []);
  if (formats.length === 0) return body;
  const stream = body instanceof ReadableStream ? body : new Blob([body]).stream();
  return formats.reduceRight(
    (inner: ReadableStream, format) => inner.pipeThrough(new DecompressionStream(format)),
    stream,
  );
}
