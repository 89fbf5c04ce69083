import type { TimerHandle } from "../kernel/timer-queue.js";

/** An attempt whose input runs again elsewhere, while its code runs on in the container. Nobody waits for it. */
export class Leftover {
  /** Of the input. */
  readonly id: string;
  readonly attempt: number;
  limit: TimerHandle | undefined;

  constructor({ id, attempt }: { readonly id: string; readonly attempt: number }) {
    this.id = id;
    this.attempt = attempt;
  }

  /** Its input has no part in it any more. */
  get isEnded(): true {
    return true;
  }
}
