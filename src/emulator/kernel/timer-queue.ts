/**
 * What a timer is for. At one instant they fire in this order: what schedules call and what arrives (retries, wake-ups of containers) before
 * limits that expire, these before housekeeping (scale-down), and the end of an `advance` last of all.
 */
export const TIMER_KINDS = ["schedule", "arrival", "limit", "housekeeping", "advance"] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

export interface Timer {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: TimerKind;
  /** For whom and for what, in words. */
  readonly label: () => string;
  readonly fire: () => void;
}

interface Entry extends Timer {
  readonly order: number;
  readonly sequence: number;
  isActive: boolean;
  /** Taken or cancelled. */
  isGone: boolean;
}

/** A set timer: can be cancelled, and can be said to matter or not. */
export class TimerHandle {
  readonly #queue: TimerQueue;
  readonly #entry: Entry;

  constructor(queue: TimerQueue, entry: Entry) {
    this.#queue = queue;
    this.#entry = entry;
  }

  get at(): number {
    return this.#entry.at;
  }

  isFor(timer: Timer): boolean {
    return this.#entry === timer;
  }

  cancel(): void {
    this.#queue.cancel(this.#entry);
  }

  /** An inactive timer fires when time passes it, but time does not pass for its sake. */
  setActive(isActive: boolean): void {
    this.#queue.setActive(this.#entry, isActive);
  }
}

/** Timers by (time, kind, sequence): a binary heap whose cancelled entries are dropped when they surface or prevail. */
export class TimerQueue {
  #heap: Entry[] = [];
  #sequence = 0;
  #active = 0;
  #schedules = 0;
  #cancelled = 0;

  set(timer: Timer): TimerHandle {
    const order = TIMER_KINDS.indexOf(timer.kind);
    const entry: Entry = { ...timer, order, sequence: this.#sequence++, isActive: timer.kind !== "housekeeping" && timer.kind !== "schedule", isGone: false };
    this.#count(entry, 1);
    this.#heap.push(entry);
    this.#up(this.#heap.length - 1);
    return new TimerHandle(this, entry);
  }

  /** True while a timer is set for whose sake time passes. */
  get hasActive(): boolean {
    return this.#active > 0;
  }

  /** True while a schedule is to be kept: time passes for it as long as somebody waits for more than the end of all work. */
  get hasSchedules(): boolean {
    return this.#schedules > 0;
  }

  get next(): Timer | undefined {
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
    let first: Entry | undefined;
    for (const entry of this.#heap) if (!entry.isGone && !handles.some((handle) => handle?.isFor(entry)) && (!first || compare(entry, first) < 0)) first = entry;
    return first;
  }

  /** All set timers in the order they are going to fire. */
  pending(): readonly Timer[] {
    return this.#heap.filter((entry) => !entry.isGone).toSorted(compare);
  }

  cancel(entry: Entry): void {
    if (entry.isGone) return;
    entry.isGone = true;
    this.#count(entry, -1);
    if (++this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#compact();
  }

  setActive(entry: Entry, isActive: boolean): void {
    if (entry.isGone || entry.isActive === isActive) return;
    entry.isActive = isActive;
    this.#active += isActive ? 1 : -1;
  }

  #count({ isActive, kind }: Entry, by: number): void {
    if (isActive) this.#active += by;
    if (kind === "schedule") this.#schedules += by;
  }

  #compact(): void {
    this.#heap = this.#heap.filter((entry) => !entry.isGone).toSorted(compare);
    this.#cancelled = 0;
  }

  #up(start: number): void {
    let index = start;
    const entry = this.#heap[index] as Entry;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent] as Entry;
      if (compare(above, entry) <= 0) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = entry;
  }

  #pop(): Entry | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return top;
    let index = 0;
    while (true) {
      let child = 2 * index + 1;
      if (child >= this.#heap.length) break;
      const right = this.#heap[child + 1];
      if (right && compare(right, this.#heap[child] as Entry) < 0) child++;
      const below = this.#heap[child] as Entry;
      if (compare(last, below) <= 0) break;
      this.#heap[index] = below;
      index = child;
    }
    this.#heap[index] = last;
    return top;
  }
}

function compare(a: Entry, b: Entry): number {
  return a.at - b.at || a.order - b.order || a.sequence - b.sequence;
}
