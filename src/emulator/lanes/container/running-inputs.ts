import { encodeError } from "../../../api/codec/encode.js";
import { SerializationError } from "../../../contract/errors.js";
import { interruption } from "../routing/interruption.js";
import type { WebEnd, WebPiece } from "../../../contract/web-commands.js";
import type { AttemptRun } from "./attempt-run.js";
import type { WireError } from "../../../contract/wire.js";
import type { Replies } from "../../participants/replies.js";
import type { Delivery, Request } from "../../kernel/protocol.js";

/** What runs in a container: starts it, interrupts it, and says how it took that. */
export class RunningInputs {
  readonly #replies: Replies;
  readonly #request: (request: Request) => void;
  /** By each attempt at an input of it. */
  readonly #runs = new Map<string, AttemptRun>();
  /** Those that got an answer in this turn, and have not seen it yet. */
  readonly #answered = new Set<object>();
  /** Those that have something to say at the end of the turn. */
  readonly #answering = new Set<AttemptRun>();
  /** Set while all that was interrupted comes to its end. */
  #interruption: "new" | "said" | undefined;

  /** @param replies what inputs wait for */
  constructor(replies: Replies, request: (request: Request) => void) {
    this.#replies = replies;
    this.#request = request;
  }

  start(run: AttemptRun, body: CallableFunction): void {
    const keys = run.inputs.map(keyOf);
    if (keys.some((key) => this.#runs.has(key))) return; // the same delivery again
    for (const key of keys) this.#runs.set(key, run);
    run.run(body, () => {
      for (const key of keys) this.#runs.delete(key);
    });
  }

  answering(run: AttemptRun): void {
    this.#answering.add(run);
  }

  taken(attempt: Attempt, items: number): void {
    this.#runs.get(keyOf(attempt))?.taken(items);
  }

  received(attempt: Attempt, pieces: readonly WebPiece[], end: WebEnd | undefined, isGone: boolean): void {
    this.#runs.get(keyOf(attempt))?.received(pieces, end, isGone);
  }

  /** An input, or the container as a whole, has an answer. */
  answered(sender: object | undefined): void {
    if (sender) this.#answered.add(sender);
  }

  /** Something for it could not be brought to its thread: what that was meant for fails, be it the container itself. */
  undelivered(container: Failing, { inputs, request, reason }: Undeliverable): void {
    const what = request === undefined ? (inputs.length > 0 ? "arguments" : "changed files") : "answer to a request";
    const error = new SerializationError(
      `The ${what} of \`${container.tag}\` could not be brought to its thread: ${reason}`,
    );
    if (request !== undefined)
      return this.answered(this.#replies.settle(request, { ok: false, error: encodeError(error) as WireError }));
    for (const { inputId, attempt } of inputs)
      this.#request({ type: "output", inputId, attempt, outcome: { ok: false, error: container.reported(error) } });
    if (inputs.length === 0) container.fail(error);
  }

  /** What an attempt awaits of the emulator is rejected, so that its `finally` blocks run; they may wait again. */
  cancel(attempt: Attempt, reason: string): void {
    const { inputId } = attempt;
    const run = this.#runs.get(keyOf(attempt));
    if (run) this.#interrupt(run, `Input ${inputId} ${reason}.`);
    // it has not come, or has ended
    else this.#request({ type: "output", inputId, attempt: attempt.attempt, outcome: { ok: true } });
  }

  /** The same for all that runs. */
  interrupt(): void {
    this.#interruption = "new";
    for (const run of new Set(this.#runs.values()))
      this.#interrupt(run, `Input ${run.inputId} was interrupted: its container is to stop.`);
  }

  /** Says whether all that was interrupted has come to its end, at the end of a turn. */
  endTurn(): void {
    this.#answered.clear();
    for (const run of this.#answering) run.endTurn();
    this.#answering.clear();
    const isSettled = this.#runs.size === 0;
    if (this.#interruption === "new" || (this.#interruption && isSettled)) {
      this.#request({ type: "interrupted", isSettled });
      this.#interruption = isSettled ? undefined : "said";
    }
  }

  clear(): void {
    this.#answering.clear();
    this.#runs.clear();
  }

  #interrupt(run: AttemptRun, message: string): void {
    const error = interruption(message);
    run.interrupt(error);
    const hasWaited = this.#replies.reject(() => error, run);
    if (this.#answered.delete(run) && !hasWaited) run.miss(error);
  }
}

type Undeliverable = Extract<Delivery, { type: "undeliverable" }>;

/** What fails if something cannot be brought to it. */
interface Failing {
  readonly tag: string;
  reported(error: unknown): unknown;
  fail(error: unknown): void;
}

interface Attempt {
  readonly inputId: string;
  readonly attempt: number;
}

function keyOf({ inputId, attempt }: Attempt): string {
  return `${inputId}/${attempt}`;
}
