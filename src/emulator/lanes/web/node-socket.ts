import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import type http from "node:http";
import type net from "node:net";
import { WebSocket, type ClientOptions } from "ws";
import { withoutSession } from "../../../api/session/session.js";
import type { WebRequest } from "../../../contract/web-commands.js";
import type { Exchange } from "./exchange.js";
import { ownBytes } from "./own-bytes.js";

/** Headers of a handshake that are made anew. */
const OF_HANDSHAKE = /^(connection|upgrade|host|sec-websocket-(key|version|extensions|protocol))$/i;

/** Speaks WebSocket with a server of Node, over a connection that is no socket: frames there, messages here. */
export async function serveSocket(
  exchange: Exchange,
  connect: () => net.Socket,
  refused: (response: http.IncomingMessage) => Promise<void>,
): Promise<void> {
  const { url, headers } = exchange.request;
  const { host, pathname, search } = new URL(url);
  const protocols = headers
    .filter(([name]) => name.toLowerCase() === "sec-websocket-protocol")
    .flatMap(([, value]) => value.split(",").map((each) => each.trim()));
  const asInput = AsyncLocalStorage.snapshot();
  const handshake = new OwnHandshake(asInput, exchange.request);
  const options: ClientOptions = {
    createConnection: () => asInput(connect),
    finishRequest: (request) => handshake.begin(request),
    perMessageDeflate: false,
    // of itself it draws chance ahead, from whichever container needs it first
    generateMask: (mask) => void mask.fill(0),
    skipUTF8Validation: false,
    maxPayload: 0,
  };
  // its key is drawn where no container's chance is in sight, and is not what the app sees; all that follows is the input's
  const socket = withoutSession(() => new WebSocket(`ws://${host}${pathname}${search}`, protocols, options));
  const over = Promise.withResolvers<void>();
  let isOpen = false;
  socket.on("upgrade", (response) => {
    handshake.end(response);
    isOpen = true;
    const protocol = response.headers["sec-websocket-protocol"];
    exchange.respond({
      status: 101,
      statusText: "Switching Protocols",
      headers: protocol === undefined ? [] : [["sec-websocket-protocol", protocol]],
    });
  });
  socket.on("open", () => void forward(exchange, socket));
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    const room = exchange.write(isBinary ? ownBytes(data) : data.toString());
    if (!room) return;
    socket.pause();
    void room.then(() => socket.resume());
  });
  socket.on("unexpected-response", (_request, response) => {
    void asInput(() => refused(response)).then(over.resolve, over.reject);
  });
  socket.on("close", (code, reason) => {
    if (isOpen) exchange.end({ close: { code, reason: reason.toString() } });
    over.resolve();
  });
  socket.on("error", (error) => {
    if (!isOpen) over.reject(error);
  });
  exchange.signal.addEventListener("abort", () => socket.terminate());
  await over.promise;
}

/** What a key is answered with, as RFC 6455 has it. */
function acceptOf(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

/** A handshake whose key is always the same: `ws` draws one, and whether by the container's chance is chance. */
class OwnHandshake {
  static readonly #KEY = Buffer.from("a key for all...").toString("base64");
  readonly #asInput: <T>(body: () => T) => T;
  readonly #given: WebRequest;
  #drawn = "";

  /** @param asInput runs something on behalf of the input that it is for @param given what its client asks for */
  constructor(asInput: <T>(body: () => T) => T, given: WebRequest) {
    this.#asInput = asInput;
    this.#given = given;
  }

  begin(request: http.ClientRequest): void {
    this.#drawn = String(request.getHeader("sec-websocket-key"));
    request.setHeader("Sec-WebSocket-Key", OwnHandshake.#KEY);
    const { target, headers } = this.#given;
    for (const [name, value] of headers) if (!OF_HANDSHAKE.test(name)) request.appendHeader(name, value);
    if (target !== undefined) request.path = target;
    // who writes first is whom the app's server, and all that comes of it, acts for
    request.once("socket", () => this.#asInput(() => request.end()));
  }

  /** What is right for the one key is right for the other. */
  end({ headers }: http.IncomingMessage): void {
    if (headers["sec-websocket-accept"] === acceptOf(OwnHandshake.#KEY))
      headers["sec-websocket-accept"] = acceptOf(this.#drawn);
  }
}

/** What the client sends. */
async function forward(exchange: Exchange, socket: WebSocket): Promise<void> {
  try {
    for (let message = await exchange.next(); message !== undefined; message = await exchange.next())
      socket.send(message);
    const { code, reason } = exchange.ended?.close ?? { code: 1005, reason: "" };
    if (code === 1005) socket.close();
    else socket.close(code, reason);
  } catch {
    socket.terminate();
  }
}
