import { encodeError } from "../../../api/codec/encode.js";
import type { WebAnswerPart, WebEnd, WebHead, WebPiece, WebRequest } from "../../../contract/web-commands.js";
import type { Exchange } from "./exchange.js";

/** Bytes that one side may be ahead of the other. */
const WINDOW_BYTES = 64 * 1024;

/** A request of a container to a server of its own. */
export class OwnExchange implements Exchange {
  readonly request: WebRequest;
  /** Rejects if there is no answer. */
  readonly head: Promise<WebHead>;
  readonly #head = Promise.withResolvers<WebHead>();
  readonly #left = new AbortController();
  readonly #sent: Pieces;
  readonly #answered = new Pieces();
  #takes = 0;

  constructor(request: WebRequest) {
    this.request = request;
    this.head = this.#head.promise;
    this.#sent = new Pieces(request.body === null ? [] : [request.body], request.isOpen ? undefined : {});
  }

  get signal(): AbortSignal {
    return this.#left.signal;
  }

  get ended(): WebEnd | undefined {
    return this.#sent.isEmpty ? this.#sent.end : undefined;
  }

  async next(): Promise<WebPiece | undefined> {
    await this.#sent.some();
    const piece = this.#sent.shift();
    if (piece === undefined && this.#sent.end?.error !== undefined) throw this.signal.reason ?? brokenOff();
    return piece;
  }

  respond(head: WebHead): void {
    this.#head.resolve(head);
  }

  write(piece: WebPiece): Promise<void> | undefined {
    return this.signal.aborted ? undefined : this.#answered.add([piece]);
  }

  end(end: WebEnd = {}): void {
    this.#answered.finish(end);
    this.#head.reject(brokenOff());
  }

  /** There is no answer, or no more of it. */
  fail(error: unknown): void {
    this.#head.reject(error);
    this.#answered.finish({ error: encodeError(error) });
  }

  /** More of the request. @returns what to wait for before there is any more */
  received(pieces: readonly WebPiece[], end: WebEnd | undefined): Promise<void> | undefined {
    const room = this.#sent.add(pieces);
    if (end) this.#sent.finish(end);
    return room;
  }

  /** What is there of the answer's body, as soon as there is something; nothing once it is asked for anew. */
  async take(): Promise<WebAnswerPart> {
    const turn = ++this.#takes;
    const isOver = (): boolean => turn !== this.#takes;
    await this.#answered.some(isOver);
    return isOver() ? { pieces: [] } : this.#answered.takeAll();
  }

  /** Who has asked has gone away. */
  leave(): void {
    this.#left.abort(new DOMException("The client has gone away.", "AbortError"));
    this.#sent.finish({});
    this.#answered.takeAll();
  }
}

/** What one side has for the other. */
class Pieces {
  #pieces: WebPiece[];
  #end: WebEnd | undefined;
  #some: PromiseWithResolvers<void> | undefined;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(pieces: readonly WebPiece[] = [], end?: WebEnd) {
    this.#pieces = [...pieces];
    this.#end = end;
  }

  get end(): WebEnd | undefined {
    return this.#end;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** @returns what to wait for, if it is enough for now */
  add(pieces: readonly WebPiece[]): Promise<void> | undefined {
    this.#pieces.push(...pieces);
    this.#some?.resolve();
    return this.#bytes < WINDOW_BYTES ? undefined : (this.#room ??= Promise.withResolvers()).promise;
  }

  finish(end: WebEnd): void {
    this.#end ??= end;
    this.#some?.resolve();
  }

  /** Resolves as soon as there is something, or never anything again. @param isOver it is not waited for any more */
  async some(isOver?: () => boolean): Promise<void> {
    this.#some?.resolve(); // whoever has waited before is told
    for (;;) {
      if (!this.isEmpty || this.#end || isOver?.() === true) return;
      this.#some = Promise.withResolvers();
      await this.#some.promise;
    }
  }

  shift(): WebPiece | undefined {
    const piece = this.#pieces.shift();
    this.#taken();
    return piece;
  }

  takeAll(): WebAnswerPart {
    const part = { pieces: this.#pieces, end: this.#end };
    this.#pieces = [];
    this.#taken();
    return part;
  }

  get #bytes(): number {
    return this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  #taken(): void {
    if (this.#bytes >= WINDOW_BYTES) return;
    this.#room?.resolve();
    this.#room = undefined;
  }
}

function brokenOff(): globalThis.Error {
  return new globalThis.Error("the connection broke off");
}
