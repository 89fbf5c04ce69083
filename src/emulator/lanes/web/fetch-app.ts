import { InvalidError } from "../../../contract/errors.js";
import { describe } from "../../../checks/options.js";
import { ofAnswer } from "./connection-headers.js";
import type { WebHead } from "../../../contract/web-commands.js";
import type { Exchange, WebApp } from "./exchange.js";
import { hooksOf, hookSockets, type SocketHooks } from "./hook-sockets.js";
import { ownBytes } from "./own-bytes.js";
import { textAnswer } from "./text-answer.js";

export type FetchHandler = (request: Request) => unknown;

/** Statuses whose answers have no body. */
const BODYLESS: ReadonlySet<number> = new Set([101, 204, 205, 304]);
/** What no header can have. */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const CONTROLS = /[^\t\x20-\x7e\x80-\xff]/;

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

  async #answerTo(request: Request): Promise<unknown> {
    try {
      return await this.#handler(request);
    } catch (error) {
      if (!isResponse(error)) throw error;
      throw new InvalidError(
        `Web function \`${this.#name}\` threw a Response, which only endpoints of fastapiEndpoint may: a handler returns it.`,
      );
    }
  }

  async #serve(exchange: Exchange): Promise<void> {
    const { isSocket } = exchange.request;
    if (isSocket && this.#sockets) return this.#sockets.serve(exchange);
    const request = requestOf(exchange);
    if (!request) return textAnswer(exchange, 400, "Bad Request");
    const response = await this.#answerTo(request);
    if (!isResponse(response))
      throw new InvalidError(
        `Web function \`${this.#name}\` answered ${exchange.request.method} ${new URL(exchange.request.url).pathname} with ${describe(response)}, not with a Response.`,
      );
    const hooks = isSocket && hooksOf(request, response);
    if (hooks) return hookSockets(hooks).serve(exchange);
    const reader = readerOf(response); // first of all: some frameworks make body and headers only then
    const head = headOf(response, this.#name);
    exchange.respond(head);
    if (reader) await pump(reader, head, exchange, this.#name);
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

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** @throws TypeError for a body that somebody else reads, or has read */
function readerOf({ body, bodyUsed }: Response): Reader | undefined {
  if (bodyUsed) throw new TypeError("The body of this Response has been read already.");
  return body?.getReader();
}

/** @throws InvalidError for what only looks like the web platform's, and has a head that none can have */
function headOf({ status, statusText, headers }: Response, name: string): WebHead {
  if (!Number.isInteger(status) || status < 200 || status > 599 || CONTROLS.test(statusText))
    throw new InvalidError(
      `Web function \`${name}\` answered with status ${describe(status)}, ${describe(statusText)}: a status is a number from 200 to 599, and a line of text.`,
    );
  const pairs = ofAnswer([...(headers instanceof Headers ? headers : new Headers(headers))]);
  if (!pairs.some(([each]) => each === "date")) pairs.push(["date", new Date().toUTCString()]); // the world's time
  return { status, statusText, headers: pairs };
}

/** @throws InvalidError for a body of another length than the head says */
async function pump(reader: Reader, head: WebHead, exchange: Exchange, name: string): Promise<void> {
  if (exchange.request.method === "HEAD" || BODYLESS.has(head.status)) {
    exchange.end();
    return reader.cancel();
  }
  const declared = head.headers.find(([each]) => each === "content-length")?.[1];
  let length = 0;
  const stop = (): void => void reader.cancel(exchange.signal.reason).catch(() => undefined);
  exchange.signal.addEventListener("abort", stop);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const bytes = ownBytes(read.value);
      length += bytes.length;
      if (declared !== undefined && length > Number(declared)) throw otherLength(name, declared, `${length} or more`);
      await exchange.write(bytes);
    }
    if (declared !== undefined && length !== Number(declared)) throw otherLength(name, declared, String(length));
    exchange.end();
  } finally {
    exchange.signal.removeEventListener("abort", stop);
  }
}

function otherLength(name: string, declared: string, length: string): InvalidError {
  return new InvalidError(
    `Web function \`${name}\` answered with the header content-length: ${declared}, and a body of ${length} bytes. Leave the header out: it is set by itself.`,
  );
}

function isResponse(value: unknown): value is Response {
  return value instanceof Response || Object.prototype.toString.call(value) === "[object Response]";
}
