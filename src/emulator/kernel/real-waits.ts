import type { Pending } from "./pending.js";
import type { TimerHandle, TimerQueue } from "./timer-queue.js";

/** Real milliseconds that programs are waited for at a time: clients may have something to ask meanwhile. */
const SLICE_MS = 10;
/** With a real clock: others have something to do, too. */
const REAL_CLOCK_SLICE_MS = 20;
/** With a real clock, how often programs are looked at that nobody waits for. */
const LOOK_MS = 50;
/** However soon something came, it was waited for. */
const AT_LEAST_MS = 0.001;

/** Lets a container wait for its programs. @param answered hears how long it did, in real milliseconds */
type Ask = (limitMs: number, answered: (waitedMs: number) => void) => void;

/** A container whose programs run in real time, and who waits for them. */
export class RealWait {
  readonly ask: Ask;
  readonly #waiting = new Set<Pending>();

  constructor(ask: Ask) {
    this.ask = ask;
  }

  /** A command waits for its programs until it is answered. */
  hold(pending: Pending): void {
    if (pending.isOpen) this.#waiting.add(pending);
  }

  /** Whether somebody waits for its programs so that no time is to pass meanwhile. */
  get isAwaited(): boolean {
    return this.#waits.some(({ isPassive }) => !isPassive);
  }

  /** Whether somebody would hear what comes of its programs. */
  get isHeard(): boolean {
    return this.#waits.length > 0;
  }

  get #waits(): readonly Pending[] {
    for (const pending of this.#waiting) if (!pending.isOpen) this.#waiting.delete(pending);
    return [...this.#waiting];
  }
}

/**
 * Programs that run in real time. While somebody waits for them, the clock stands still until as much real time was
 * waited as there is until the next timer: that is how time limits hold for them.
 */
export class RealWaits {
  readonly #timers: TimerQueue;
  /** By the ordinals of their containers. */
  readonly #all = new Map<number, RealWait>();
  /** How long was waited in all when the clock was moved last. */
  #moved = 0;
  /** With a real clock: epoch milliseconds. */
  #nextLook = 0;

  constructor(timers: TimerQueue) {
    this.#timers = timers;
  }

  open(ordinal: number, wait: RealWait): void {
    this.#all.set(ordinal, wait);
  }

  close(ordinal: number): void {
    this.#all.delete(ordinal);
  }

  /** A command waits for something in a container. */
  hold(ordinal: number, pending: Pending): void {
    this.#all.get(ordinal)?.hold(pending);
  }

  get areAwaited(): boolean {
    for (const wait of this.#all.values()) if (wait.isAwaited) return true;
    return false;
  }

  /** The clock was moved. */
  moved(): void {
    this.#moved = this.#timers.waitedMs;
  }

  /**
   * Lets containers wait for their programs, if somebody waits for these and time may not pass for `next` yet. Whatever
   * the time, what has come by now is asked for once.
   * @param now epoch milliseconds
   * @returns whether they are to do so
   */
  holdTime(next: TimerHandle | undefined, now: number): boolean {
    if (!this.areAwaited) return false;
    const waited = next ? this.#timers.waitedMs - Math.max(next.waitedBefore, this.#moved) : 0;
    const wanted = next ? Math.max(0, next.at - now) : Number.POSITIVE_INFINITY;
    if (waited > 0 && waited >= wanted) return false;
    this.#ask(([, { isAwaited }]) => isAwaited, Math.min(SLICE_MS, Math.max(1, wanted - waited)));
    return true;
  }

  /**
   * With nobody who waits for time: lets containers wait for programs that somebody listens to, such as the server at
   * the other end of an idle connection. @returns whether there are any
   */
  listen(): boolean {
    if (![...this.#all].some(isHeard)) return false;
    this.#ask(isHeard, SLICE_MS);
    return true;
  }

  /**
   * With a clock that goes by itself: the same, for a moment, and now and then for programs that nobody waits for.
   * @param now epoch milliseconds
   */
  look(now: number): boolean {
    const { areAwaited } = this;
    if (this.#all.size === 0 || (!areAwaited && now < this.#nextLook)) return false;
    this.#nextLook = now + LOOK_MS;
    this.#ask(([, { isAwaited }]) => isAwaited || !areAwaited, areAwaited ? REAL_CLOCK_SLICE_MS : 1);
    return true;
  }

  /** When {@link look} has to be called again, epoch milliseconds. */
  get nextLook(): number {
    return this.#all.size > 0 ? this.#nextLook : Number.POSITIVE_INFINITY;
  }

  #ask(isMeant: (each: [number, RealWait]) => boolean, limitMs: number): void {
    const timers = this.#timers;
    const before = timers.waitedMs;
    for (const [, wait] of [...this.#all].filter(isMeant))
      wait.ask(limitMs, (waitedMs) => {
        timers.waitedMs = Math.max(timers.waitedMs, before + Math.max(waitedMs, AT_LEAST_MS));
      });
  }
}

function isHeard([, wait]: [number, RealWait]): boolean {
  return wait.isHeard;
}
