import { wireError } from "../../contract/wire.js";
import type { WebAnswerPart, WebEnd, WebHead, WebPiece } from "../../contract/web-commands.js";
import type { Pending } from "../kernel/kernel.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import type { InputRecord } from "../records/call-record.js";
import { ResultSink } from "../records/result-sink.js";
import { RequestBody, type BodyLimit } from "./request-body.js";
import { edgeAnswer, failureOf, TOO_LARGE, type EdgeAnswer } from "./edge-answers.js";
import { sizeOf } from "./size-of.js";

const GIVEN_UP = "This request was given up by its client.";

/** What an exchange needs of its world. */
export interface ExchangePort {
  /** Tells whoever runs the input. @param isGone its client has gone away */
  tell(pieces: readonly WebPiece[], end: WebEnd | undefined, isGone?: boolean): void;
  /** So many bytes of the answer were taken. */
  taken(bytes: number): void;
  /** The answer is complete, or nobody hears it any more. */
  ended(status: number, bytes: number): void;
  /** Nobody is going to ask for any more of it. */
  released(): void;
}

/**
 * A request and its answer: between a client and the input that answers. Modal: docs/modal/web-endpoints.md#requests.
 */
export class WebExchange extends ResultSink {
  readonly url: string;
  /** What its clients call it. */
  readonly keys: string[] = [];
  readonly body: RequestBody;
  readonly #port: ExchangePort;
  #head: WebHead | undefined;
  #pieces: WebPiece[] = [];
  #end: WebEnd | undefined;
  #bytes = 0;
  #isLeft = false;
  /** A client has got the head. */
  #isGiven = false;
  /** When its client is sent to ask again. */
  #limit: TimerHandle | undefined;
  #opening: Pending<"web.open"> | undefined;
  /** The client sends more of the body before it waits for anything. */
  #isBodyComing: boolean;
  #taking: Pending<"web.take"> | undefined;

  /** @param limit of the request's body, and what of it has come already */
  constructor(
    url: string,
    port: ExchangePort,
    { isComing, ...limit }: Omit<BodyLimit, "exceeded"> & { isComing: boolean },
  ) {
    super();
    this.url = url;
    this.#port = port;
    this.#isBodyComing = isComing;
    this.body = new RequestBody((pieces, end) => port.tell(pieces, end), {
      ...limit,
      exceeded: () => this.#refuseBody(),
    });
  }

  /** Without an answer so far, and with all of its body, another container may answer it. */
  override get isRepeatable(): boolean {
    return this.#head === undefined && this.body.isWhole && !this.#isLeft;
  }

  /** A client waits for the answer, or takes it. */
  get isAsked(): boolean {
    return this.#opening !== undefined || this.#isGiven;
  }

  /** Answers a client as soon as there is a head. @param limit begins to run if there is none yet */
  open(pending: Pending<"web.open">, limit: () => TimerHandle | undefined): void {
    this.#opening = pending;
    pending.isPassive = this.#isBodyComing;
    if (this.#head) this.#answerHead(this.#head);
    else this.#limit = limit();
  }

  /** More of the request's body; nothing of it if the client has not got more for a while. */
  receive(pieces: readonly WebPiece[], end: WebEnd | undefined, pending: Pending<"web.send">): void {
    this.#isBodyComing = pieces.length > 0 && end === undefined;
    if (this.#opening) this.#opening.isPassive = this.#isBodyComing;
    if (pieces.length === 0 && end === undefined) pending.reply(null);
    else this.body.add(pieces, end, pending);
  }

  /** Its client gets another answer, and asks for this one later. */
  postpone(answer: EdgeAnswer): void {
    this.#opening?.reply({ url: this.url, ...edgeAnswer(answer) });
    this.#opening = undefined;
    this.#limit = undefined;
  }

  /** Answers a client as soon as there is something of the body. */
  take(pending: Pending<"web.take">): void {
    this.#taking?.reply({ pieces: [] });
    this.#taking = pending;
    pending.waitsFor = () => `the answer of ${this.url}`;
    this.#answer();
  }

  override delivered(): void {
    this.body.begin();
  }

  /** Something of the answer. */
  override answered(head: WebHead | undefined, pieces: readonly WebPiece[], end: WebEnd | undefined): void {
    if (this.#end) return;
    const bytes = pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
    if (this.#isLeft) return this.#port.taken(bytes);
    this.#bytes += bytes;
    for (const piece of pieces) this.#pieces.push(piece);
    this.#end = end;
    const isFirst = head !== undefined && this.#head === undefined;
    this.#head ??= head;
    if (end) this.#port.ended(this.#head?.status ?? 0, this.#bytes);
    if (isFirst) {
      this.#limit?.cancel();
      this.body.release();
      this.#answerHead(head);
    } else this.#answer();
  }

  override consumed(bytes: number): void {
    this.body.taken(bytes);
  }

  override ended(input: InputRecord): void {
    const { outcome, status } = input;
    input.outcome = undefined;
    this.body.drain();
    input.call.sink = undefined; // what is still to be taken, its client has at hand
    if (this.#end) return;
    if (!this.#head) {
      const { head, pieces, end } = edgeAnswer(failureOf(status, outcome));
      return this.answered(head, pieces, end);
    }
    const error = outcome?.ok === false ? outcome.error : wireError("Error", "The answer broke off.");
    this.answered(undefined, [], { error });
  }

  /** Its client has gone away. */
  leave(): void {
    if (this.#isLeft) return;
    if (this.#end) return this.#port.released();
    this.#isLeft = true;
    this.#limit?.cancel();
    for (const waiting of [this.#opening, this.#taking]) waiting?.fail("InvalidError", GIVEN_UP);
    this.#opening = undefined;
    this.#taking = undefined;
    this.body.drain();
    const bytes = this.#pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
    this.#pieces = [];
    this.#port.tell([], undefined, true);
    if (bytes > 0) this.#port.taken(bytes);
    this.#port.ended(this.#head?.status ?? 0, this.#bytes);
    this.#port.released();
  }

  /** More of the body has come than may: its client hears so, and is as good as gone. */
  #refuseBody(): void {
    if (this.#isLeft || this.#end) return;
    const { head, pieces, end } = edgeAnswer(TOO_LARGE);
    if (this.#head) this.answered(undefined, [], { error: wireError("Error", TOO_LARGE.text) });
    else this.answered(head, pieces, end);
    this.body.drain();
    this.#port.tell([], undefined, true);
  }

  #answerHead(head: WebHead): void {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#isGiven ||= opening !== undefined;
    if (opening) opening.reply({ head, url: this.url, ...this.#takePart() });
  }

  #answer(): void {
    if (!this.#taking || (this.#pieces.length === 0 && !this.#end)) return;
    const taking = this.#taking;
    this.#taking = undefined;
    taking.reply(this.#takePart());
  }

  #takePart(): WebAnswerPart {
    const pieces = this.#pieces;
    this.#pieces = [];
    const bytes = pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
    if (bytes > 0 && !this.#end) this.#port.taken(bytes);
    if (this.#end) this.#port.released();
    return { pieces, end: this.#end };
  }
}
