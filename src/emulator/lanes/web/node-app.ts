import http from "node:http";
import type net from "node:net";
import { connectionTo } from "../ports/connect-own.js";
import { ofAnswer } from "./connection-headers.js";
import type { Exchange, WebApp } from "./exchange.js";
import { ownBytes } from "./own-bytes.js";
import { serveSocket } from "./node-socket.js";

/** Headers of a request that are about one connection only, and how a body is sent there. */
const OF_CONNECTION: ReadonlySet<string> = new Set(["connection", "keep-alive", "proxy-connection"]);
const FRAMING = "transfer-encoding";
/** Methods that Node announces no body for by itself. */
const UNFRAMED: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

/**
 * What speaks HTTP as Node does: each request reaches it by a connection of its own, which is no socket to the machine,
 * made on behalf of the input that answers.
 */
export class NodeApp implements WebApp {
  readonly #connect: (isSecure: boolean) => net.Socket;

  /** @param connect makes a connection, which may have to look like one that is encrypted */
  constructor(connect: (isSecure: boolean) => net.Socket) {
    this.#connect = connect;
  }

  /** A server that listens nowhere. */
  static of(server: http.Server): NodeApp {
    withoutDates(server);
    return new NodeApp((isSecure) =>
      connectionTo({ server, address: "127.0.0.1", port: 0 }, 0, isSecure ? { encrypted: true } : {}),
    );
  }

  async serve(exchange: Exchange): Promise<void> {
    const { url, localUrl = url } = exchange.request;
    const connect = (): net.Socket => this.#connect(new URL(localUrl).protocol === "https:");
    if (exchange.request.isSocket)
      return serveSocket(exchange, connect, (response) => this.#answer(exchange, response));
    const request = requestTo(connect, exchange);
    const answered = Promise.withResolvers<http.IncomingMessage>();
    request.on("response", answered.resolve);
    request.on("error", answered.reject);
    request.on("close", () =>
      answered.reject(new globalThis.Error("The app has closed the connection without an answer.")),
    );
    const stop = (): void => void request.destroy(exchange.signal.reason as globalThis.Error);
    exchange.signal.addEventListener("abort", stop);
    try {
      void send(exchange, request);
      await this.#answer(exchange, await answered.promise);
    } catch (error) {
      if (!exchange.signal.aborted) throw error;
    } finally {
      exchange.signal.removeEventListener("abort", stop);
      request.destroy();
    }
  }

  async #answer(exchange: Exchange, response: http.IncomingMessage): Promise<void> {
    const { statusCode: status = 0 } = response;
    if (status < 200) throw new globalThis.Error(`The app answered with status ${status}, which is no answer.`);
    const headers = ofAnswer(pairs(response.rawHeaders));
    if (!headers.some(([name]) => name.toLowerCase() === "date")) headers.push(["Date", new Date().toUTCString()]);
    exchange.respond({ status, statusText: response.statusMessage ?? "", headers });
    for await (const chunk of response) await exchange.write(ownBytes(chunk));
    exchange.end();
  }
}

/** The same request, with the headers and the framing that its client has chosen. */
function requestTo(connect: () => net.Socket, { request }: Exchange): http.ClientRequest {
  const { url, target, method, headers: given, body, isOpen } = request;
  const { host, pathname, search } = new URL(url);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const headers = given.filter(([name]) => !OF_CONNECTION.has(name.toLowerCase()));
  if (!names.has("host")) headers.unshift(["Host", host]);
  const options = { method, path: target ?? `${pathname}${search}`, setHost: false, createConnection: connect };
  const isBare = !body?.length && !isOpen && !names.has("content-length") && !names.has(FRAMING);
  if (!isBare || UNFRAMED.has(method)) return http.request({ ...options, headers: headers.flat() });
  const bare = http.request(options);
  for (const [name, value] of headers) bare.appendHeader(name, value);
  for (const name of [FRAMING, "content-length"]) bare.removeHeader(name); // Node would announce an empty body
  return bare;
}

async function send(exchange: Exchange, request: http.ClientRequest): Promise<void> {
  try {
    for (let piece = await exchange.next(); piece !== undefined; piece = await exchange.next())
      if (!request.write(piece)) await drained(request);
    request.end();
  } catch (error) {
    request.destroy(error as globalThis.Error);
  }
}

/** Also if it closes before. */
function drained(request: http.ClientRequest): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  request.on("drain", resolve).on("close", resolve);
  return promise.finally(() => request.off("drain", resolve).off("close", resolve));
}

/** Node would write the machine's time. */
function withoutDates(server: http.Server): void {
  server.prependListener("request", (_request, response: http.ServerResponse) => {
    response.sendDate = false;
  });
}

function pairs(raw: readonly string[]): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) found.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  return found;
}
