import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Commands } from "../../contract/backend.js";
import type { WebAnswerPart, WebEnd, WebPiece } from "../../contract/web-commands.js";
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
    const answers = new Answers(ws, client, exchange);
    ws.on("error", () => undefined);
    ws.on("message", (data: Buffer, isBinary: boolean) => {
      ws.pause();
      send([isBinary ? new Uint8Array(data) : data.toString()]);
      answers.expect();
      void sending.then(() => ws.resume());
    });
    ws.on("close", (code, reason) => {
      if (code === BROKEN) client.send("web.leave", { exchange }).catch(() => undefined);
      else send([], { close: { code, reason: reason.toString() } });
    });
    answers.receive(opened);
  });
}

/**
 * What the function says. Time passes for it from a message of the client until something comes, and else by itself.
 */
class Answers {
  readonly #ws: WebSocket;
  readonly #client: WebClient;
  readonly #exchange: number;
  #isExpected = false;
  #isOver = false;
  /** How often more was asked for; only the last asks again. */
  #asked = 0;

  constructor(ws: WebSocket, client: WebClient, exchange: number) {
    this.#ws = ws;
    this.#client = client;
    this.#exchange = exchange;
  }

  /** The client has said something. */
  expect(): void {
    if (this.#isExpected || this.#isOver) return;
    this.#isExpected = true;
    void this.#ask();
  }

  receive({ pieces, end }: WebAnswerPart): void {
    for (const piece of pieces) this.#ws.send(piece);
    if (pieces.length > 0) this.#isExpected = false;
    if (end) this.#end(end);
    else void this.#ask();
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const part = await this.#client.send("web.take", { exchange: this.#exchange, isPassive: !this.#isExpected });
      if (asked === this.#asked || part.pieces.length > 0 || part.end) this.receive(part);
    } catch {
      if (asked === this.#asked && !this.#isOver) this.#ws.terminate(); // the world is gone
    }
  }

  #end({ close, error }: WebEnd): void {
    this.#isOver = true;
    const { code, reason } = close ?? { code: error === undefined ? NO_CODE : FAILED, reason: "" };
    if (code === NO_CODE) this.#ws.close();
    else if (code === BROKEN) this.#ws.terminate();
    else this.#ws.close(code, reason);
  }
}
