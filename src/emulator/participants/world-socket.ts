import { decodeValue } from "../../api/session/values.js";
import type { WebEnd, WebPiece } from "../../contract/web-commands.js";
import { InvalidError } from "../../contract/errors.js";
import type { WebClient } from "./world-fetch.js";

/** A message of a {@link WorldSocket}: text, or bytes. */
export type SocketMessage = string | ArrayBuffer;

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;
const NORMAL = 1000;
/** No code was given, the connection broke off. */
const NO_CODE = 1005;
const BROKEN = 1006;
const LONGEST_REASON = 123;

/**
 * A WebSocket to a web function of a world, without a socket. It has the web platform's events; those who only listen
 * to them let no virtual time pass, while `receive()` and iterating wait.
 */
export class WorldSocket extends EventTarget implements AsyncIterable<SocketMessage>, AsyncDisposable {
  readonly url: string;
  readonly #client: WebClient;
  readonly #exchange: number;
  readonly #opened: Promise<void>;
  readonly #messages: SocketMessage[] = [];
  readonly #protocols: readonly string[];
  #state: 0 | 1 | 2 | 3 = STATES.CONNECTING;
  #protocol = "";
  #sending: Promise<unknown> = Promise.resolve();
  /** Waits for messages, and time passes. */
  #receiving: Promise<void> | undefined;
  #isListening = false;
  #end: WebEnd | undefined;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  /** @internal */
  constructor(client: WebClient, url: string, protocols: readonly string[], headers: Headers) {
    super();
    this.#client = client;
    this.url = url;
    this.#protocols = protocols;
    this.#exchange = client.nextExchange();
    this.#opened = this.#open(headers);
    this.#opened.catch(() => undefined);
  }

  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  get readyState(): 0 | 1 | 2 | 3 {
    return this.#state;
  }

  /** What the server has chosen of the protocols that were asked for; empty for none. */
  get protocol(): string {
    return this.#protocol;
  }

  /** Resolves once it is open. @throws globalThis.Error if the server refuses, with its status */
  get opened(): Promise<void> {
    return this.#opened;
  }

  /** @throws InvalidError once it is closing, and for what is neither text nor bytes */
  send(message: string | ArrayBuffer | ArrayBufferView): void {
    if (this.#state > STATES.OPEN)
      throw new InvalidError(`The WebSocket to ${this.url} is closed: nothing can be sent.`);
    const piece = pieceOf(message);
    this.#later(() => this.#client.send("web.send", { exchange: this.#exchange, pieces: [piece] }));
  }

  /**
   * The next message; `undefined` once the server has closed. Virtual time passes while it waits.
   * @throws globalThis.Error if it was not opened, or broke off
   */
  async receive(): Promise<SocketMessage | undefined> {
    await this.#opened;
    while (this.#messages.length === 0 && !this.#end) await this.#wait();
    const message = this.#messages.shift();
    if (message === undefined && this.#end?.error !== undefined) throw decodeValue(this.#end.error);
    return message;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SocketMessage, void, undefined> {
    for (let message = await this.receive(); message !== undefined; message = await this.receive()) yield message;
  }

  /**
   * Begins to close it. @param code 1000, or from 3000 to 4999
   * @throws InvalidError for another code, or a reason of more than 123 bytes
   */
  close(code: number = NORMAL, reason = ""): void {
    if (code !== NORMAL && !(Number.isInteger(code) && code >= 3000 && code <= 4999))
      throw new InvalidError(`A WebSocket is closed with the code 1000 or one from 3000 to 4999, got ${code}.`);
    if (new TextEncoder().encode(reason).length > LONGEST_REASON)
      throw new InvalidError(`The reason of closing a WebSocket has at most ${LONGEST_REASON} bytes.`);
    if (this.#state >= STATES.CLOSING) return;
    this.#state = STATES.CLOSING;
    const end = { close: { code, reason } };
    this.#later(() => this.#client.send("web.send", { exchange: this.#exchange, pieces: [], end }));
  }

  /** Closes it, and waits until the server has, too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#opened.catch(() => undefined);
    await this.#sending;
    while (!this.#end) await this.#wait();
  }

  async #open(headers: Headers): Promise<void> {
    try {
      const list: (readonly [string, string])[] = [...headers, ["connection", "Upgrade"], ["upgrade", "websocket"]];
      if (this.#protocols.length > 0) list.push(["sec-websocket-protocol", this.#protocols.join(", ")]);
      const request = { url: this.url, method: "GET", headers: list, body: null, isOpen: true, isSocket: true };
      const { head, pieces, end } = await this.#client.send("web.open", { exchange: this.#exchange, request });
      if (head.status !== 101) {
        void this.#client.send("web.leave", { exchange: this.#exchange }).catch(() => undefined);
        throw new globalThis.Error(`The WebSocket to ${this.url} was refused with status ${head.status}.`);
      }
      this.#protocol = head.headers.find(([name]) => name === "sec-websocket-protocol")?.[1] ?? "";
      if (this.#state === STATES.CONNECTING) this.#state = STATES.OPEN;
      this.#emit(new Event("open"));
      this.#received(pieces, end);
      void this.#listen();
    } catch (error) {
      this.#close({ close: { code: BROKEN, reason: "" } }, error);
      throw error;
    }
  }

  /** One after the other, once it is open. */
  #later(body: () => Promise<unknown>): void {
    this.#sending = this.#sending
      .then(() => this.#opened)
      .then(body)
      .catch(() => undefined);
  }

  /** Lets time pass until something has come, for all who want to know. */
  async #wait(): Promise<void> {
    this.#receiving ??= this.#take(false).finally(() => {
      this.#receiving = undefined;
      void this.#listen();
    });
    await this.#receiving;
  }

  async #take(isPassive: boolean): Promise<void> {
    try {
      const { pieces, end } = await this.#client.send("web.take", { exchange: this.#exchange, isPassive });
      this.#received(pieces, end);
    } catch (error) {
      if (!this.#end) throw error; // the end has come to a listener meanwhile
    }
  }

  /** Lets listeners hear what comes while nobody waits for the next message: no time passes for that. */
  async #listen(): Promise<void> {
    if (this.#isListening) return;
    this.#isListening = true;
    try {
      while (!this.#end && !this.#receiving) await this.#take(true);
    } catch {
      // the world was closed
    } finally {
      this.#isListening = false;
    }
  }

  #received(pieces: readonly WebPiece[], end: WebEnd | undefined): void {
    for (const piece of pieces) {
      const message = typeof piece === "string" ? piece : piece.buffer;
      this.#messages.push(message);
      this.#emit(new MessageEvent("message", { data: message }));
    }
    if (end) this.#close(end, end.error);
  }

  #close(end: WebEnd, error: unknown): void {
    if (this.#end) return;
    this.#end = end;
    this.#state = STATES.CLOSED;
    if (error !== undefined) this.#emit(new Event("error"));
    const { code, reason } = end.close ?? { code: end.error === undefined ? NO_CODE : BROKEN, reason: "" };
    this.#emit(new CloseEvent("close", { code, reason, wasClean: end.error === undefined && code !== BROKEN }));
  }

  #emit(event: Event): void {
    this.dispatchEvent(event);
    if (event.type === "message") this.onmessage?.(event as MessageEvent);
    else if (event.type === "close") this.onclose?.(event as CloseEvent);
    else if (event.type === "open") this.onopen?.(event);
    else this.onerror?.(event);
  }
}

function pieceOf(message: unknown): WebPiece {
  if (typeof message === "string") return message;
  if (message instanceof ArrayBuffer) return new Uint8Array(message.slice(0));
  if (ArrayBuffer.isView(message))
    return new Uint8Array(message.buffer, message.byteOffset, message.byteLength).slice();
  throw new InvalidError("A WebSocket sends texts and bytes (ArrayBuffer, or a view of one).");
}
