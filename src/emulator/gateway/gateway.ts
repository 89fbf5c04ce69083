import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ClientClosed } from "../../contract/errors.js";
import type { Commands } from "../../contract/backend.js";
import type { HeaderList, WebEnd, WebPiece, WebRequest } from "../../contract/web-commands.js";
import type { WebClient } from "../participants/world-fetch.js";
import { soon } from "../participants/request-pieces.js";
import { acceptSocket } from "./accept-socket.js";

/** Bodies of at most so many bytes, if they say so, come with their request. */
const WHOLE_BYTES = 64 * 1024;

type Opened = Commands["web.open"]["result"];

/** Where a request is to go, and under which URL the app is to see it, if that is another one. */
export type Way = Pick<WebRequest, "url" | "localUrl">;

/** What a gateway needs of its world. */
export interface GatewayHost {
  readonly client: WebClient;
  /** Something real is under way, for which no time passes. @returns what says that it is over */
  begin(): () => void;
}

/** Takes requests of real connections, or of what looks like them, to the web functions of a world. */
export class Gateway {
  readonly #client: WebClient;
  readonly #begin: GatewayHost["begin"];

  constructor({ client, begin }: GatewayHost) {
    this.#client = client;
    this.#begin = begin;
  }

  async request(request: IncomingMessage, response: ServerResponse, way: Way): Promise<void> {
    const exchange = this.#client.nextExchange();
    const length = Number(request.headers["content-length"] ?? 0);
    const isOpen = request.headers["transfer-encoding"] !== undefined || length > WHOLE_BYTES;
    response.on("error", () => undefined);
    response.on("close", () => {
      if (!response.writableFinished) this.#leave(exchange);
    });
    try {
      const body = isOpen || length === 0 ? null : await whole(request);
      const sent: WebRequest = { ...headOf(request, way), body, isOpen, isSocket: false };
      const opened = this.#client.send("web.open", { exchange, request: sent });
      if (isOpen) void this.#forward(exchange, request, response);
      await this.#answer(exchange, await opened, request, response);
    } catch (error) {
      if (response.headersSent || response.destroyed || error instanceof ClientClosed) return void response.destroy();
      response.writeHead(500, http.STATUS_CODES[500], { "content-type": "text/plain; charset=utf-8" });
      response.end(`${(error as globalThis.Error).message}\n`);
    }
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, way: Way): Promise<void> {
    const exchange = this.#client.nextExchange();
    socket.on("error", () => undefined);
    const left = (): void => this.#leave(exchange);
    socket.on("close", left);
    try {
      const sent: WebRequest = { ...headOf(request, way), body: null, isOpen: true, isSocket: true };
      const opened = await this.#client.send("web.open", { exchange, request: sent });
      if (opened.head.status !== 101) return await this.#refuse(exchange, opened, socket);
      const begun = (): void => void socket.off("close", left);
      acceptSocket({ request, socket, head, client: this.#client, exchange, opened, begun });
    } catch {
      socket.destroy();
    }
  }

  /** What comes after the answer is read, and goes nowhere. */
  async #forward(exchange: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (pieces: readonly WebPiece[], end?: WebEnd): Promise<unknown> =>
      this.#client.send("web.send", { exchange, pieces, end });
    try {
      const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
      const more = (): Promise<IteratorResult<Buffer>> => this.#soon(exchange, chunks.next());
      for (let next = await more(); !next.done; next = await more()) {
        if (response.writableEnded) return void request.resume();
        await send([new Uint8Array(next.value)]);
      }
      await send([], {});
    } catch {
      this.#leave(exchange);
    }
  }

  /** What a client is about to send: no time passes for anybody until it comes, unless that takes long. */
  async #soon<T>(exchange: number, sent: Promise<T>): Promise<T> {
    const end = this.#begin();
    this.#client.whenLate?.(sent, end);
    try {
      return await soon(this.#client, exchange, sent);
    } finally {
      end();
    }
  }

  async #answer(exchange: number, opened: Opened, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { head } = opened;
    const headers = head.headers.flat();
    const isWhole = opened.end !== undefined && opened.end.error === undefined;
    if (isWhole && request.method !== "HEAD" && head.status >= 200 && head.status !== 204 && head.status !== 304)
      if (!has(head.headers, "content-length") && !has(head.headers, "transfer-encoding"))
        headers.push("content-length", String(opened.pieces.reduce((sum, { length }) => sum + length, 0)));
    if (has(head.headers, "date")) response.sendDate = false;
    response.writeHead(head.status, head.statusText || undefined, headers);
    let { pieces, end } = opened;
    if (!end) response.flushHeaders(); // the body may be a long time in coming
    for (;;) {
      for (const piece of pieces) if (!response.write(piece) && !response.destroyed) await drained(response);
      if (end || response.destroyed) break;
      ({ pieces, end } = await this.#client.send("web.take", { exchange }));
    }
    if (end?.error === undefined) response.end();
    else response.destroy();
  }

  /** What a function answers that gives no WebSocket. */
  async #refuse(exchange: number, { head, pieces, end }: Opened, socket: Duplex): Promise<void> {
    const lines = head.headers.filter(([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name));
    const text = [["connection", "close"], ...lines].map(([name, value]) => `${name}: ${value}\r\n`).join("");
    socket.write(
      `HTTP/1.1 ${head.status} ${head.statusText || (http.STATUS_CODES[head.status] ?? "")}\r\n${text}\r\n`,
      "latin1",
    );
    for (const piece of pieces) socket.write(piece);
    if (!end) this.#leave(exchange);
    socket.end();
  }

  #leave(exchange: number): void {
    this.#client.send("web.leave", { exchange }).catch(() => undefined);
  }
}

function headOf(
  request: IncomingMessage,
  way: Way,
): Way & Pick<WebRequest, "target" | "method" | "headers" | "clientAddress"> {
  const { rawHeaders, method = "GET", url: target } = request;
  const headers: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  return { ...way, target, method, headers, clientAddress: request.socket.remoteAddress };
}

function has(headers: HeaderList, wanted: string): boolean {
  return headers.some(([name]) => name.toLowerCase() === wanted);
}

async function whole(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Also if it closes before. */
function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.on("drain", resolve).on("close", resolve);
  return promise.finally(() => response.off("drain", resolve).off("close", resolve));
}
