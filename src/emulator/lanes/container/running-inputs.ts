import { InputCancellation } from "../../../contract/errors.js";
import type { AttemptRun } from "./attempt-run.js";
import type { Replies } from "../../participants/replies.js";
import type { Request } from "../../kernel/protocol.js";

/** What runs in a container: starts it, interrupts it, and says how it took that. */
export class RunningInputs {
  readonly #replies: Replies;
  readonly #request: (request: Request) => void;
  /** By each input of it. */
  readonly #runs = new Map<string, AttemptRun>();
  /** Set while what was interrupted comes to its end. */
  #interruption: "new" | "said" | undefined;

  /** @param replies what inputs wait for */
  constructor(replies: Replies, request: (request: Request) => void) {
    this.#replies = replies;
    this.#request = request;
  }

  start(run: AttemptRun, body: CallableFunction): void {
    const { inputIds } = run;
    if (inputIds.some((inputId) => this.#runs.get(inputId)?.attempt === run.attempt)) return; // the same delivery again
    for (const inputId of inputIds) this.#runs.set(inputId, run);
    run.run(body, () => {
      for (const inputId of inputIds) if (this.#runs.get(inputId) === run) this.#runs.delete(inputId);
    });
  }

  taken(inputId: string, items: number): void {
    this.#runs.get(inputId)?.taken(items);
  }

  /** Why an input can ask for nothing any more, if it was cancelled. */
  cancellation(inputId: string): InputCancellation | undefined {
    return this.#runs.get(inputId)?.isCancelled ? cancellation(inputId) : undefined;
  }

  /** What the input awaits of the emulator is rejected, so that its `finally` blocks run. */
  cancel(inputId: string): void {
    const error = cancellation(inputId);
    const run = this.#runs.get(inputId);
    // it has not come yet, or has ended
    if (!run) return this.#request({ type: "cancelled", inputId, isSettled: true });
    run.cancel(error);
    this.#replies.reject(() => error, run.inputId);
  }

  /** As for a cancelled input, for all that runs; but what is done about it may use the emulator. */
  interrupt(): void {
    this.#interruption = "new";
    for (const [inputId, run] of this.#runs) {
      const error = new InputCancellation(`Input ${inputId} was interrupted: its container is to stop.`);
      run.interrupt(error);
      this.#replies.reject(() => error, inputId);
    }
  }

  /** Says how cancelled and interrupted inputs took it, at the end of a turn. */
  endTurn(): void {
    for (const [inputId, run] of this.#runs) {
      if (!run.isCancelled) continue;
      this.#request({ type: "cancelled", inputId, isSettled: run.isSettled });
      this.#runs.delete(inputId);
    }
    const isSettled = this.#runs.size === 0;
    if (this.#interruption === "new" || (this.#interruption && isSettled)) {
      this.#request({ type: "interrupted", isSettled });
      this.#interruption = isSettled ? undefined : "said";
    }
  }

  clear(): void {
    this.#runs.clear();
  }
}

function cancellation(inputId: string): InputCancellation {
  return new InputCancellation(`Input ${inputId} was cancelled.`);
}
