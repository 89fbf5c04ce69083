/**
 * What a timer is for. At one instant they fire in this order: what schedules call and what arrives (retries, wake-ups
 * of containers) before limits that expire, these before what clients have set (their clocks are those of other
 * machines, and begin after what they have asked for), then housekeeping (scale-down), and the end of an `advance` last
 * of all.
 */
export const TIMER_KINDS = ["schedule", "arrival", "limit", "client", "housekeeping", "advance"] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

const ORDERS = Object.fromEntries(TIMER_KINDS.map((kind, order) => [kind, order])) as Record<TimerKind, number>;

export interface Timer {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: TimerKind;
  /** For whom and for what, in words. */
  readonly label: () => string;
  readonly fire: () => void;
  /**
   * One of an endless series, as schedules are: time passes for it as long as somebody waits for more than the end of
   * all work.
   */
  readonly isRecurring?: boolean;
  /** What it does is code of the host, which has to settle before anything else fires. */
  readonly isOfHost?: boolean;
}

/** A timer in its queue: can be cancelled, and can be said to matter or not. */
export class TimerHandle implements Timer {
  readonly at: number;
  readonly kind: TimerKind;
  readonly label: () => string;
  readonly fire: () => void;
  /** Places of its kind and of itself among timers of one instant. */
  readonly order: number;
  readonly sequence: number;
  readonly isRecurring: boolean;
  readonly isOfHost: boolean;
  /** Time passes for its sake. */
  isActive: boolean;
  /** Taken or cancelled. */
  isGone = false;
  /** How long was waited for real programs when it was set, as {@link TimerQueue.waitedMs} has it. */
  readonly waitedBefore: number;
  readonly #queue: TimerQueue;

  constructor(
    { at, kind, label, fire, isRecurring = kind === "schedule", isOfHost = false }: Timer,
    sequence: number,
    queue: TimerQueue,
  ) {
    this.at = at;
    this.kind = kind;
    this.label = label;
    this.fire = fire;
    this.order = ORDERS[kind];
    this.sequence = sequence;
    this.isRecurring = isRecurring;
    this.isOfHost = isOfHost;
    this.isActive = kind !== "housekeeping" && (kind !== "limit" || queue.areLimitsActive);
    this.waitedBefore = queue.waitedMs;
    this.#queue = queue;
  }

  cancel(): void {
    this.#queue.cancel(this);
  }

  /** An inactive timer fires when time passes it, but time does not pass for its sake. */
  setActive(isActive: boolean): void {
    this.#queue.setActive(this, isActive);
  }
}

/** Timers by (time, kind, sequence): a binary heap whose cancelled timers are dropped when they surface or prevail. */
export class TimerQueue {
  /** Real milliseconds that were waited so far for programs which run in real time, while the clock stood still. */
  waitedMs = 0;
  /** Whether time passes for the sake of limits that are set now. */
  areLimitsActive = true;
  #heap: TimerHandle[] = [];
  #sequence = 0;
  #active = 0;
  #recurring = 0;
  #cancelled = 0;

  set(timer: Timer): TimerHandle {
    const handle = new TimerHandle(timer, this.#sequence++, this);
    this.#count(handle, 1);
    this.#heap.push(handle);
    this.#up(this.#heap.length - 1);
    return handle;
  }

  /** True while a timer is set for whose sake time passes whoever waits. */
  get hasActive(): boolean {
    return this.#active > 0;
  }

  /**
   * True while a schedule is to be kept, or the like: time passes for it as long as somebody waits for more than the
   * end of all work.
   */
  get hasRecurring(): boolean {
    return this.#recurring > 0;
  }

  get next(): TimerHandle | undefined {
    while (this.#heap[0]?.isGone) {
      this.#pop();
      this.#cancelled--;
    }
    return this.#heap[0];
  }

  /** Removes and returns the next timer. */
  take(): Timer | undefined {
    if (!this.next) return undefined;
    const taken = this.#pop();
    if (!taken) return undefined;
    this.#count(taken, -1);
    taken.isGone = true;
    return taken;
  }

  /** The next timer, some left out of account. Looks at all of them. */
  nextBesides(handles: readonly (TimerHandle | undefined)[]): Timer | undefined {
    let first: TimerHandle | undefined;
    for (const timer of this.#heap)
      if (!timer.isGone && !handles.includes(timer) && (!first || compare(timer, first) < 0)) first = timer;
    return first;
  }

  /** All set timers in the order they are going to fire. */
  pending(): readonly Timer[] {
    return this.#heap.filter((timer) => !timer.isGone).toSorted(compare);
  }

  cancel(timer: TimerHandle): void {
    if (timer.isGone) return;
    timer.isGone = true;
    this.#count(timer, -1);
    if (++this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#compact();
  }

  setActive(timer: TimerHandle, isActive: boolean): void {
    if (timer.isGone || timer.isActive === isActive) return;
    this.#count(timer, -1);
    timer.isActive = isActive;
    this.#count(timer, 1);
  }

  #count({ isActive, isRecurring }: TimerHandle, by: number): void {
    if (!isActive) return;
    if (isRecurring) this.#recurring += by;
    else this.#active += by;
  }

  #compact(): void {
    this.#heap = this.#heap.filter((timer) => !timer.isGone).toSorted(compare);
    this.#cancelled = 0;
  }

  #up(start: number): void {
    let index = start;
    const timer = this.#heap[index] as TimerHandle;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent] as TimerHandle;
      if (compare(above, timer) <= 0) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = timer;
  }

  #pop(): TimerHandle | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return top;
    let index = 0;
    while (true) {
      let child = 2 * index + 1;
      if (child >= this.#heap.length) break;
      const right = this.#heap[child + 1];
      if (right && compare(right, this.#heap[child] as TimerHandle) < 0) child++;
      const below = this.#heap[child] as TimerHandle;
      if (compare(last, below) <= 0) break;
      this.#heap[index] = below;
      index = child;
    }
    this.#heap[index] = last;
    return top;
  }
}

function compare(a: TimerHandle, b: TimerHandle): number {
  return a.at - b.at || a.order - b.order || a.sequence - b.sequence;
}
