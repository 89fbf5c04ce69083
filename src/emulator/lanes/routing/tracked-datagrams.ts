import type { RunningContainer } from "./running-container.js";

/**
 * Real milliseconds that an answer to a datagram is waited for: many are sent that nobody answers, so that a socket may
 * not be busy for longer.
 */
const ANSWER_MS = 100;

interface DatagramHandle {
  send?(...args: unknown[]): unknown;
  send6?(...args: unknown[]): unknown;
}

/** A socket for datagrams: busy for a moment after one was sent or came; one that only listens is not. */
export class TrackedDatagrams {
  readonly owner: RunningContainer;
  readonly #now: () => number;
  #lastMoved = Number.NEGATIVE_INFINITY;

  /** @param handle what Node's own code sends by; it says nothing of what it has sent */
  constructor(owner: RunningContainer, handle: DatagramHandle, now: () => number) {
    this.owner = owner;
    this.#now = now;
    for (const name of ["send", "send6"] as const) {
      const real = handle[name];
      if (!real) continue;
      handle[name] = (...args) => {
        this.moved();
        return Reflect.apply(real, handle, args);
      };
    }
  }

  /** A datagram goes or comes. */
  moved(): void {
    this.#lastMoved = this.#now();
  }

  get since(): number {
    return this.#lastMoved;
  }

  get isBusy(): boolean {
    return this.#now() - this.#lastMoved < ANSWER_MS;
  }
}
