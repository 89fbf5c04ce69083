import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Commands } from "../../contract/backend.js";
import type { WebEnd, WebPiece } from "../../contract/web-commands.js";
import type { WebClient } from "../participants/world-fetch.js";

/** A WebSocket that a web function has accepted. */
export interface Accepted {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly client: WebClient;
  readonly exchange: number;
  readonly opened: Commands["web.open"]["result"];
  /** It is open: whoever closes it says so from now on. */
  begun(): void;
}

const KEY = /^[+/0-9A-Za-z]{22}==$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** What speaks against a handshake, whatever the app would say to it. */
export function faultOfHandshake({ method, headers }: IncomingMessage): string | undefined {
  if (method !== "GET") return "A WebSocket is asked for with GET.";
  if (!KEY.test(headers["sec-websocket-key"] ?? "")) return "Sec-WebSocket-Key is missing, or is none.";
  if (headers["sec-websocket-version"] !== "13") return "Sec-WebSocket-Version has to be 13.";
  const protocols = headers["sec-websocket-protocol"]?.split(",").map((each) => each.trim()) ?? [];
  if (protocols.every((each) => TOKEN.test(each)) && new Set(protocols).size === protocols.length) return undefined;
  return "Sec-WebSocket-Protocol has to be a list of names, each once.";
}

/** Goes away without a word. */
const NO_CODE = 1005;
const BROKEN = 1006;
/** Of a server that fails. */
const FAILED = 1011;

/** Accepts a WebSocket at its connection, and passes messages on in both directions. */
export function acceptSocket({ request, socket, head, client, exchange, opened, begun }: Accepted): void {
  const protocol = opened.head.headers.find(([name]) => name.toLowerCase() === "sec-websocket-protocol")?.[1];
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    handleProtocols: () => protocol ?? false,
  });
  server.handleUpgrade(request, socket, head, (ws) => {
    begun();
    let sending: Promise<unknown> = Promise.resolve();
    const send = (pieces: readonly WebPiece[], end?: WebEnd): void => {
      sending = sending.then(() => client.send("web.send", { exchange, pieces, end })).catch(() => undefined);
    };
    ws.on("error", () => undefined);
    ws.on("message", (data: Buffer, isBinary: boolean) => {
      ws.pause();
      send([isBinary ? new Uint8Array(data) : data.toString()]);
      void sending.then(() => ws.resume());
    });
    ws.on("close", (code, reason) => {
      if (code === BROKEN) client.send("web.leave", { exchange }).catch(() => undefined);
      else send([], { close: { code, reason: reason.toString() } });
    });
    void deliver(ws, client, exchange, opened);
  });
}

/** What the function says. */
async function deliver(ws: WebSocket, client: WebClient, exchange: number, opened: Accepted["opened"]): Promise<void> {
  try {
    let { pieces, end } = opened;
    for (;;) {
      for (const piece of pieces) ws.send(piece);
      if (end) break;
      ({ pieces, end } = await client.send("web.take", { exchange }));
    }
    const { code, reason } = end.close ?? { code: end.error === undefined ? NO_CODE : FAILED, reason: "" };
    if (code === NO_CODE) ws.close();
    else if (code === BROKEN) ws.terminate();
    else ws.close(code, reason);
  } catch {
    ws.terminate(); // the world is gone
  }
}
