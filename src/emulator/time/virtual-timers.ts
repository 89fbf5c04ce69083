import { AsyncResource } from "node:async_hooks";
import { TimerQueue } from "../kernel/timer-queue.js";

type Callback = (...args: unknown[]) => void;

/** The largest delay that Node's own timers take; beyond it they fire after 1 ms. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** What the timers of a container need of it. */
export interface TimerHost {
  /** Epoch milliseconds of virtual time, whatever its code is told. */
  readonly clock: number;
  readonly isAlive: boolean;
  crash(error: unknown): void;
}

/** A timer that has been set. */
export interface SetTimer {
  cancel(): void;
  /** Whether time passes for its sake. */
  setActive(isActive: boolean): void;
}

/** What `setTimeout` and `setInterval` return where time is virtual: Node's `Timeout`. */
export class VirtualTimeout {
  readonly #timers: VirtualTimers;
  readonly #context = new AsyncResource("Timeout", { requireManualDestroy: true });
  readonly #callback: () => void;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  readonly #id: number;
  #handle: SetTimer | undefined;
  #hasRef = true;

  constructor(timers: VirtualTimers, id: number, callback: () => void, delayMs: number, repeats: boolean) {
    this.#timers = timers;
    this.#id = id;
    this.#callback = callback;
    this.#delayMs = delayMs;
    this.#repeats = repeats;
    this.refresh();
  }

  ref(): this {
    return this.#setRef(true);
  }

  unref(): this {
    return this.#setRef(false);
  }

  hasRef(): boolean {
    return this.#hasRef;
  }

  /** Starts the delay anew. */
  refresh(): this {
    this.#handle?.cancel();
    this.#handle = this.#timers.schedule(
      this.#delayMs,
      () => this.#context.runInAsyncScope(this.#fire, this),
      this.#repeats,
    );
    return this.#setRef(this.#hasRef);
  }

  close(): this {
    this.#handle?.cancel();
    this.#timers.forget(this.#id);
    return this;
  }

  [Symbol.toPrimitive](): number {
    this.#timers.remember(this.#id, this);
    return this.#id;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #setRef(hasRef: boolean): this {
    this.#hasRef = hasRef;
    this.#handle?.setActive(hasRef);
    return this;
  }

  #fire(): void {
    if (this.#repeats) this.refresh();
    else this.#timers.forget(this.#id);
    this.#callback();
  }
}

/** Timers on virtual time, of one container. */
export class VirtualTimers {
  readonly #host: TimerHost;
  readonly #queue = new TimerQueue();
  /** Those whose numbers somebody knows. */
  #timeouts: Map<number, VirtualTimeout> | undefined;
  #nextId: number;

  constructor(host: TimerHost, firstId = 1) {
    this.#host = host;
    this.#nextId = firstId;
  }

  /** When the next timer is due, in epoch milliseconds. */
  get nextAt(): number | null {
    return this.#queue.next?.at ?? null;
  }

  readonly setTimeout = (callback: Callback, delayMs?: number, ...args: unknown[]): VirtualTimeout =>
    this.#set("setTimeout", callback, delayMs, args, false);

  readonly setInterval = (callback: Callback, delayMs?: number, ...args: unknown[]): VirtualTimeout =>
    this.#set("setInterval", callback, delayMs, args, true);

  readonly clear = (timeout: unknown): void => {
    this.#find(timeout)?.close();
  };

  /** Whether it is one of these, or the number of one. */
  has(timeout: unknown): boolean {
    return this.#find(timeout) !== undefined;
  }

  /** Runs the callbacks of one due timer. @returns whether there was one */
  fireNext(): boolean {
    const next = this.#queue.next;
    if (!next || next.at > this.#host.clock || !this.#host.isAlive) return false;
    try {
      this.#queue.take()?.fire();
    } catch (error) {
      this.#host.crash(error);
    }
    return true;
  }

  schedule(delayMs: number, fire: () => void, _repeats: boolean): SetTimer {
    return this.#queue.set({ at: this.#host.clock + delayMs, kind: "arrival", label: () => "timer", fire });
  }

  remember(id: number, timeout: VirtualTimeout): void {
    (this.#timeouts ??= new Map()).set(id, timeout);
  }

  forget(id: number): void {
    this.#timeouts?.delete(id);
  }

  #find(timeout: unknown): VirtualTimeout | undefined {
    if (timeout instanceof VirtualTimeout) return timeout;
    return typeof timeout === "number" || typeof timeout === "string"
      ? this.#timeouts?.get(Number(timeout))
      : undefined;
  }

  #set(
    name: string,
    callback: Callback,
    delayMs: number | undefined,
    args: unknown[],
    repeats: boolean,
  ): VirtualTimeout {
    if (typeof callback !== "function")
      throw new TypeError(`${name}: the callback must be a function, got ${typeof callback}.`);
    const delay = Number(delayMs);
    return new VirtualTimeout(
      this,
      this.#nextId++,
      () => callback(...args),
      delay >= 1 && delay <= MAX_DELAY_MS ? Math.trunc(delay) : 1,
      repeats,
    );
  }
}

/** Somebody with a time of their own. */
export interface TimeScope {
  readonly now: number;
  /** Where `performance.now()` is 0. */
  readonly startedAt: number;
  readonly timers: VirtualTimers;
  /** Their own `Date`, `setTimeout`, `setInterval`, `clearTimeout` and `clearInterval`. */
  global(name: string): unknown;
}
