import type { Kernel, Pending } from "./kernel.js";
import type { TimerHandle } from "./timer-queue.js";

/** A command that waits, and what it waits for. */
export interface Waiter {
  readonly pending: Pending;
  /** Milliseconds; left out, without limit. */
  readonly timeoutMs?: number | undefined;
}

/** What becomes of who waits too long. */
export interface LineRules<W extends Waiter> {
  /** What a waiter waits for, in words. */
  waitsFor(waiter: W): string;
  /** Ends the wait; time is up. */
  timeOut(waiter: W): void;
  /** Hears that somebody left unserved: timed out, cancelled, or gone with its container. */
  left(): void;
}

/** Commands that wait for one thing, first come, first served. */
export class WaitingLine<W extends Waiter> {
  readonly #kernel: Kernel;
  readonly #rules: LineRules<W>;
  readonly #waiting = new Map<W, TimerHandle | undefined>();

  constructor(kernel: Kernel, rules: LineRules<W>) {
    this.#kernel = kernel;
    this.#rules = rules;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Who is next. */
  get first(): W | undefined {
    for (const waiter of this.#waiting.keys()) if (waiter.pending.isOpen) return waiter;
    return undefined;
  }

  [Symbol.iterator](): Iterator<W> {
    return [...this.#waiting.keys()].filter(({ pending }) => pending.isOpen)[Symbol.iterator]();
  }

  join(waiter: W): void {
    const { pending, timeoutMs } = waiter;
    pending.waitsFor = () => this.#rules.waitsFor(waiter);
    pending.onEnd = () => {
      if (this.serve(waiter)) this.#rules.left();
    };
    this.#waiting.set(
      waiter,
      timeoutMs === undefined
        ? undefined
        : this.#kernel.timers.set({
            at: this.#kernel.now + timeoutMs,
            kind: "limit",
            label: () => `end of the wait for ${pending.waitsFor()}`,
            fire: () => this.#rules.timeOut(waiter),
          }),
    );
  }

  /** Lets a waiter out of the line. @returns false if it was not there any more */
  serve(waiter: W): boolean {
    this.#waiting.get(waiter)?.cancel();
    return this.#waiting.delete(waiter);
  }
}
