import type { Outcome } from "../../../contract/backend.js";
import type { InputCancellation } from "../../../contract/errors.js";
import type { WebEnd, WebHead, WebPiece, WebRequest } from "../../../contract/web-commands.js";
import { decodeValue } from "../../../api/session/values.js";
import type { Exchange, WebApp } from "../web/exchange.js";
import type { InputDelivery } from "./input-run.js";
import { AttemptRun, type InputHost } from "./attempt-run.js";

/** Bytes of an answer that a client may be behind, before whoever writes has to wait. */
const WINDOW_BYTES = 1024 * 1024;

/** One attempt at answering a web request. What it says within a turn goes out in one piece. */
export class WebRun extends AttemptRun implements Exchange {
  readonly request: WebRequest;
  readonly #app: WebApp;
  readonly #delivery: InputDelivery;
  readonly #left = new AbortController();
  /* The request's body. */
  #received: WebPiece[] = [];
  #requestEnd: WebEnd | undefined;
  #reading: PromiseWithResolvers<void> | undefined;
  /* The answer. */
  #head: WebHead | undefined;
  #pieces: WebPiece[] = [];
  #end: WebEnd | undefined;
  #hasAnswered = false;
  #outstanding = 0;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(host: InputHost, delivery: InputDelivery, app: WebApp) {
    super(host, delivery);
    this.#delivery = delivery;
    this.#app = app;
    const [request] = delivery.args as [WebRequest];
    this.request = request;
    if (request.body !== null) this.#received.push(request.body);
    if (!request.isOpen) this.#requestEnd = {};
  }

  get inputs(): readonly [InputDelivery] {
    return [this.#delivery];
  }

  override get signal(): AbortSignal {
    return this.#left.signal;
  }

  get ended(): WebEnd | undefined {
    return this.#received.length === 0 ? this.#requestEnd : undefined;
  }

  async next(): Promise<WebPiece | undefined> {
    while (this.#received.length === 0 && !this.#requestEnd) {
      this.#left.signal.throwIfAborted(); // what came so far is not all
      this.#reading = Promise.withResolvers();
      await this.#reading.promise;
    }
    const piece = this.#received.shift();
    if (piece !== undefined) {
      const { inputId, attempt } = this.#delivery;
      if (this.request.isOpen) this.host.request({ type: "consumed", inputId, attempt, bytes: piece.length });
      return piece;
    }
    if (this.#requestEnd?.error !== undefined) throw decodeValue(this.#requestEnd.error);
    return undefined;
  }

  /** More of the request has come. */
  override received(pieces: readonly WebPiece[], end: WebEnd | undefined, isGone: boolean): void {
    for (const piece of pieces) this.#received.push(piece);
    this.#requestEnd ??= end;
    if (isGone) this.#leave();
    this.#reading?.resolve();
    this.#reading = undefined;
  }

  respond(head: WebHead): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    this.#head = head;
    this.host.answering(this);
  }

  write(piece: WebPiece): Promise<void> | undefined {
    if (piece.length === 0 && typeof piece !== "string") return undefined;
    this.#pieces.push(piece);
    this.host.answering(this);
    this.#outstanding += piece.length;
    if (this.#outstanding < WINDOW_BYTES || this.#left.signal.aborted) return undefined;
    return (this.#room ??= Promise.withResolvers()).promise;
  }

  end(end: WebEnd = {}): void {
    this.#end = end;
    this.host.answering(this);
  }

  override taken(bytes: number): void {
    this.#outstanding -= bytes;
    if (this.#outstanding < WINDOW_BYTES) this.#makeRoom();
  }

  override interrupt(error: InputCancellation): void {
    super.interrupt(error);
    this.asInput(() => this.#left.abort(error));
    this.#reading?.reject(error);
    this.#reading = undefined;
    this.#makeRoom();
  }

  override endTurn(): void {
    const { inputId, attempt } = this.#delivery;
    if (!this.#head && this.#pieces.length === 0 && !this.#end) return;
    this.host.request({ type: "answer", inputId, attempt, head: this.#head, pieces: this.#pieces, end: this.#end });
    this.#head = undefined;
    this.#pieces = [];
    this.#end = undefined;
  }

  protected async work(_: CallableFunction, ended: () => void): Promise<void> {
    const { inputId, attempt } = this.#delivery;
    let outcome: Outcome = { ok: true };
    try {
      await this.#app.serve(this);
    } catch (error) {
      outcome = { ok: false, error: this.host.reported(error) };
    }
    this.endTurn();
    this.host.flush();
    this.host.request({ type: "output", inputId, attempt, outcome });
    ended();
  }

  #leave(): void {
    const reason = new DOMException("The client has gone away.", "AbortError");
    this.asInput(() => this.#left.abort(reason));
    this.abortStop(reason);
    this.#makeRoom();
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }
}
