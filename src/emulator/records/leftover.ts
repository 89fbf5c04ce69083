import type { TimerHandle } from "../kernel/timer-queue.js";

/** An attempt that nobody waits for any more, while its code runs on in the container. */
export class Leftover {
  /** Of the input. */
  readonly id: string;
  readonly attempt: number;
  /** Whether it takes a place in its pool: not in a container that is on its way out. */
  takesPlace = true;
  /** When it is to give way, or its container has to. */
  limit: TimerHandle | undefined;
  /** The round in which it was interrupted: what it asks for in that one, it does not wait for any more. */
  interruptedIn: number | undefined;

  constructor({ id, attempt }: { readonly id: string; readonly attempt: number }) {
    this.id = id;
    this.attempt = attempt;
  }

  /** Its input has no part in it any more. */
  get isEnded(): true {
    return true;
  }
}
