import type { WebEnd, WebPiece } from "../../contract/web-commands.js";
import type { Pending } from "../kernel/kernel.js";
import { sizeOf } from "./size-of.js";

/** Bytes of a body that may be under way, before whoever sends it has to wait. */
const WINDOW_BYTES = 1024 * 1024;
/** Bytes of a request that are kept for the case that its container is lost. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

/** Tells whoever answers a request what has come of its body. */
export type Tell = (pieces: readonly WebPiece[], end: WebEnd | undefined) => void;

/** How much of a body may come. */
export interface BodyLimit {
  readonly maxBytes: number;
  /** Bytes that have come with the request. */
  readonly begun: number;
  /** More has come than may. */
  exceeded(): void;
}

/**
 * What comes of a request's body after its beginning: handed on at once, and kept for another container until there is
 * an answer.
 */
export class RequestBody {
  readonly #tell: Tell;
  readonly #limit: BodyLimit;
  /** Bytes that have come. */
  #size: number;
  #kept: WebPiece[] | undefined = [];
  #keptBytes = 0;
  #end: WebEnd | undefined;
  /** Handed on, and not taken. */
  #waiting = 0;
  #isHeard = false;
  #sender: Pending<"web.send"> | undefined;

  constructor(tell: Tell, limit: BodyLimit) {
    this.#tell = tell;
    this.#limit = limit;
    this.#size = limit.begun;
  }

  /** Whether another container could get all of it again. */
  get isWhole(): boolean {
    return this.#kept !== undefined;
  }

  /** There is an answer: nothing has to be kept any more. */
  release(): void {
    this.#kept = undefined;
  }

  /** A container has the request: what it gets is all that has come so far. */
  begin(): void {
    this.#isHeard = true;
    this.#waiting = this.#keptBytes;
    const pieces = this.#kept ?? [];
    if (pieces.length > 0 || this.#end) this.#tell([...pieces], this.#end);
  }

  /** Answered as soon as there is room for more. */
  add(pieces: readonly WebPiece[], end: WebEnd | undefined, sender: Pending<"web.send">): void {
    if (this.#end) return sender.fail("InvalidError", "The body of this request has ended already.");
    this.#size += pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
    if (this.#size > this.#limit.maxBytes) {
      this.#limit.exceeded();
      return sender.reply(null);
    }
    this.#end = end;
    for (const piece of pieces) this.#keep(piece);
    if (this.#isHeard) this.#tell(pieces, end);
    this.#sender = sender;
    this.#makeRoom();
  }

  /** Nobody takes any more of it: whoever sends it need not wait. */
  drain(): void {
    this.#waiting = -Infinity;
    this.#makeRoom();
  }

  taken(bytes: number): void {
    this.#waiting -= bytes;
    this.#makeRoom();
  }

  #keep(piece: WebPiece): void {
    const size = sizeOf(piece);
    this.#waiting += size;
    if (!this.#kept) return;
    this.#keptBytes += size;
    if (this.#keptBytes > MAX_KEPT_BYTES && this.#isHeard) this.#kept = undefined;
    else this.#kept.push(piece);
  }

  #makeRoom(): void {
    if (this.#waiting >= WINDOW_BYTES) return;
    this.#sender?.reply(null);
    this.#sender = undefined;
  }
}
