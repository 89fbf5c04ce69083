import { InvalidError } from "../../../contract/errors.js";
import { describe } from "../../../checks/options.js";
import type { Exchange, WebApp } from "./exchange.js";
import { hooksOf, hookSockets, type SocketHooks } from "./hook-sockets.js";
import { ownBytes } from "./own-bytes.js";
import { textAnswer } from "./text-answer.js";

export type FetchHandler = (request: Request) => unknown;

/** Statuses whose answers have no body. */
const BODYLESS: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/** A handler as the web platform has them: from `Request` to `Response`. */
export class FetchApp implements WebApp {
  readonly #handler: FetchHandler;
  readonly #name: string;
  readonly #sockets: WebApp | undefined;

  /** @param name of the function, for messages @param hooks of its WebSockets */
  constructor(handler: FetchHandler, name: string, hooks?: SocketHooks) {
    this.#handler = handler;
    this.#name = name;
    this.#sockets = hooks && hookSockets(hooks);
  }

  async serve(exchange: Exchange): Promise<void> {
    try {
      await this.#serve(exchange);
    } catch (error) {
      if (!exchange.signal.aborted) throw error; // nobody waits for an answer any more
    }
  }

  async #serve(exchange: Exchange): Promise<void> {
    const { isSocket } = exchange.request;
    if (isSocket && this.#sockets) return this.#sockets.serve(exchange);
    const request = requestOf(exchange);
    if (!request) return textAnswer(exchange, 400, "Bad Request");
    const response = await this.#handler(request);
    if (!isResponse(response))
      throw new InvalidError(
        `Web function \`${this.#name}\` answered ${exchange.request.method} ${new URL(exchange.request.url).pathname} with ${describe(response)}, not with a Response.`,
      );
    const hooks = isSocket && hooksOf(request, response);
    if (hooks) return hookSockets(hooks).serve(exchange);
    const { body } = response; // first of all: some frameworks make body and headers only then
    const { status, statusText, headers } = response;
    exchange.respond({ status, statusText, headers: [...headers] });
    if (body) await pump(body, status, exchange);
    else exchange.end();
  }
}

/** `undefined` for one that the web platform's class cannot stand for. */
function requestOf(exchange: Exchange): Request | undefined {
  const { url, localUrl = url, method, headers, isOpen, body } = exchange.request;
  const hasBody = method !== "GET" && method !== "HEAD" && (isOpen || body !== null);
  try {
    return new Request(localUrl, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      signal: exchange.signal,
      ...(hasBody && { body: isOpen ? streamOf(exchange) : (body as Uint8Array<ArrayBuffer>), duplex: "half" }),
    });
  } catch {
    return undefined;
  }
}

/** Taken only as fast as it is read. */
function streamOf(exchange: Exchange): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await exchange.next();
        if (piece === undefined) controller.close();
        else controller.enqueue(piece as Uint8Array);
      },
    },
    { highWaterMark: 0 },
  );
}

async function pump(body: ReadableStream, status: number, exchange: Exchange): Promise<void> {
  if (exchange.request.method === "HEAD" || BODYLESS.has(status)) {
    exchange.end();
    return body.cancel();
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const stop = (): void => void reader.cancel(exchange.signal.reason).catch(() => undefined);
  exchange.signal.addEventListener("abort", stop);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read())
      await exchange.write(ownBytes(read.value));
    exchange.end();
  } finally {
    exchange.signal.removeEventListener("abort", stop);
  }
}

function isResponse(value: unknown): value is Response {
  return value instanceof Response || Object.prototype.toString.call(value) === "[object Response]";
}
