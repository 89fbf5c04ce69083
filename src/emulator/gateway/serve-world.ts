import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { InvalidError } from "../../contract/errors.js";
import { faultOfHandshake } from "./accept-socket.js";
import { Gateway, type GatewayHost } from "./gateway.js";
import { routeOf, type Route, type ServedFunction } from "./route-of.js";

/** Nothing of a world listens anywhere else. */
const HOST = "127.0.0.1";

export interface ServedWorld extends GatewayHost {
  /** The web functions that can be reached now. */
  functions(): readonly ServedFunction[];
}

/** Answers requests that are for no web function. @returns whether a request was one */
export type AnswerFirst = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A server on a port of this machine, and what it leads to. */
export class WorldListener {
  readonly #server: http.Server;
  readonly #sockets = new Set<Duplex>();
  readonly #gateway: Gateway;
  readonly #route: (request: IncomingMessage) => Route;
  readonly #answer: AnswerFirst;

  /** @param route where a request is to go @param answer is asked before that */
  constructor(host: GatewayHost, route: (request: IncomingMessage) => Route, answer: AnswerFirst = () => false) {
    this.#gateway = new Gateway(host);
    this.#route = route;
    this.#answer = answer;
    this.#server = http.createServer({ keepAliveTimeout: 5000, shouldUpgradeCallback: asksForSocket });
    this.#server.on("request", (request, response) => this.#request(request, response));
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on("connection", (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** @throws InvalidError if something else listens there */
  async listen(port: number): Promise<void> {
    const listening = Promise.withResolvers<void>();
    this.#server.once("listening", listening.resolve);
    this.#server.once("error", (error: NodeJS.ErrnoException) =>
      listening.reject(
        error.code === "EADDRINUSE"
          ? new InvalidError(
              `Port ${port} of ${HOST} is taken by another process: \`lsof -i :${port}\` says which. Choose another, or 0 for any that is free.`,
            )
          : error,
      ),
    );
    this.#server.listen(port, HOST);
    await listening.promise;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => void this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    if (this.#answer(request, response)) return;
    const route = this.#route(request);
    if ("url" in route) return void this.#gateway.request(request, response, route);
    response.writeHead(route.status, { "content-type": "text/plain; charset=utf-8" });
    response.end(route.text);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const route = this.#route(request);
    const fault = "url" in route ? faultOfHandshake(request) : undefined;
    if ("url" in route && fault === undefined) return void this.#gateway.upgrade(request, socket, head, route);
    const { status, text } = "url" in route ? { status: 400, text: `${fault}\n` } : route;
    socket.on("error", () => undefined);
    socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ""}\r\nconnection: close\r\n\r\n${text}`);
  }
}

/** Other upgrades, such as to HTTP/2, are declined by answering the request as it is. */
function asksForSocket({ headers: { upgrade = "" } }: IncomingMessage): boolean {
  return upgrade.toLowerCase() === "websocket";
}

/** Takes requests at one port for all web functions, by their `Host`. */
export function commonListener(world: ServedWorld, answer?: AnswerFirst): WorldListener {
  return new WorldListener(world, (request) => routeOf(request, world.functions()), answer);
}

/** Takes requests at a port of its own for one web function. */
export function ownListener(world: ServedWorld, origin: string): WorldListener {
  return new WorldListener(world, (request) => routeOf(request, world.functions(), origin));
}
