import { copyOfWire, type Wire } from "../../contract/wire.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import { type Waiter, WaitingLine } from "../kernel/waiting-line.js";

/** Items that a partition holds at most. */
export const MAX_ITEMS = 5000;

export interface Getter extends Waiter {
  readonly pending: Pending<"queue.get">;
  readonly n: number;
  readonly block: boolean;
}

export interface Putter extends Waiter {
  readonly pending: Pending<"queue.put">;
  readonly items: readonly Wire[];
  readonly block: boolean;
  readonly partitionTtlMs: number;
}

export interface Peeker extends Waiter {
  readonly pending: Pending<"queue.peek">;
  readonly after: number;
  readonly timeoutMs: number;
}

/** Which partition it is. */
export interface PartitionPlace {
  readonly queueId: string;
  /** `null` for the one without a name. */
  readonly partition: string | null;
  /** In words. */
  readonly label: string;
}

/** The items of a partition, and when they expire. */
export interface SavedPartition {
  /** Of the first item. */
  readonly position: number;
  readonly items: readonly Wire[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * One partition of a queue: its items, and who waits for an item or for room. Consumers and producers are served in the
 * order in which they came. Modal: docs/modal/dicts-and-queues.md#queues.
 */
export class Partition {
  readonly #kernel: Kernel;
  readonly #place: PartitionPlace;
  readonly #items: Wire[] = [];
  /** Position of the first item, or of the next one to come. */
  #position: number;
  #expiresAt = Number.POSITIVE_INFINITY;
  /** Set while somebody waits for room: then expiry lets them go on. */
  #expiry: TimerHandle | undefined;
  #isClosed = false;
  readonly #getters: WaitingLine<Getter>;
  readonly #putters: WaitingLine<Putter>;
  readonly #peekers: WaitingLine<Peeker>;

  /**
   * @param position of the first item to come
   * @param changed hears after each change
   */
  constructor(kernel: Kernel, place: PartitionPlace, position: number, changed: () => void) {
    this.#kernel = kernel;
    this.#place = place;
    this.#position = position;
    const left = (): void => {
      this.#serve();
      changed();
    };
    this.#getters = new WaitingLine(kernel, {
      waitsFor: () => `an item on ${place.label}`,
      timeOut: (getter) => this.#empty(getter),
      left,
    });
    this.#putters = new WaitingLine(kernel, {
      waitsFor: ({ items }) => `room for ${items.length === 1 ? "an item" : `${items.length} items`} on ${place.label}`,
      timeOut: (putter) => this.#full(putter),
      left,
    });
    this.#peekers = new WaitingLine(kernel, {
      waitsFor: () => `a further item on ${place.label}`,
      timeOut: ({ pending, after }) => pending.reply({ items: [], next: after }),
      left,
    });
  }

  save(): SavedPartition {
    this.#expire();
    return { position: this.#position, items: this.#items.map(copyOfWire), expiresAt: this.#expiresAt };
  }

  load({ position, items, expiresAt }: SavedPartition): void {
    this.#position = position;
    for (const item of items) this.#items.push(copyOfWire(item));
    this.#expiresAt = expiresAt;
  }

  /** The number of items. */
  get size(): number {
    this.#expire();
    return this.#items.length;
  }

  /** Position of the next item to come. */
  get end(): number {
    return this.#position + this.#items.length;
  }

  /** Whether nothing would be lost with it. */
  get isUnused(): boolean {
    return this.size === 0 && this.#getters.isEmpty && this.#putters.isEmpty && this.#peekers.isEmpty;
  }

  put(putter: Putter): void {
    this.#expire();
    const mayWait = putter.block && putter.timeoutMs !== 0;
    if (this.#fits(putter) && (!mayWait || this.#putters.isEmpty)) this.#append(putter);
    else if (mayWait) this.#putters.join(putter);
    else return this.#full(putter);
    this.#serve();
  }

  get(getter: Getter): void {
    this.#expire();
    if (this.#items.length > 0) this.#take(getter);
    else if (!getter.block) return getter.pending.reply({ items: [] });
    else if (getter.timeoutMs === 0) return this.#empty(getter);
    else this.#getters.join(getter);
    this.#serve();
  }

  peek(peeker: Peeker): void {
    this.#expire();
    if (!this.#show(peeker)) {
      if (peeker.timeoutMs > 0) this.#peekers.join(peeker);
      else peeker.pending.reply({ items: [], next: peeker.after });
    }
  }

  clear(): void {
    this.#expire();
    const items = this.#items.length;
    if (items === 0) return;
    this.#drop();
    this.#kernel.events.add("queue.cleared", { ...this.#where, items });
    this.#serve();
  }

  /** Fails all who wait: the queue is gone. */
  close(message: string): void {
    this.#isClosed = true;
    for (const line of [this.#getters, this.#putters, this.#peekers])
      for (const { pending } of line) pending.fail("NotFoundError", message);
  }

  get #where(): { queue: string; partition: string | null } {
    return { queue: this.#place.queueId, partition: this.#place.partition };
  }

  #fits({ items }: Putter): boolean {
    return this.#items.length + items.length <= MAX_ITEMS;
  }

  #append({ items, partitionTtlMs, pending }: Putter): void {
    for (const item of items) this.#items.push(item);
    this.#expiresAt = this.#kernel.now + partitionTtlMs;
    this.#kernel.events.add("queue.put", { ...this.#where, items: items.length });
    pending.reply(null);
  }

  #take({ n, pending }: Getter): void {
    const items = n === 1 ? [this.#items.shift()] : this.#items.splice(0, n);
    this.#position += items.length;
    this.#kernel.events.add("queue.got", { ...this.#where, items: items.length });
    pending.reply({ items });
  }

  /** Shows what is there from a position on. @returns false if there is nothing yet */
  #show({ after, pending }: Peeker): boolean {
    if (after >= this.end || this.#items.length === 0) return false;
    const items = this.#items.slice(Math.max(0, after - this.#position)).map(copyOfWire);
    pending.reply({ items, next: this.end });
    return true;
  }

  /** Serves whoever can be: consumers before those who only look. */
  #serve(): void {
    if (this.#isClosed) return;
    for (;;) {
      const getter = this.#items.length > 0 ? this.#getters.first : undefined;
      const putter = getter ? undefined : this.#putters.first;
      if (getter) {
        this.#getters.serve(getter);
        this.#take(getter);
      } else if (putter && this.#fits(putter)) {
        this.#putters.serve(putter);
        this.#append(putter);
      } else break;
    }
    if (this.#items.length > 0 && !this.#peekers.isEmpty)
      for (const peeker of this.#peekers) if (this.#show(peeker)) this.#peekers.serve(peeker);
    this.#watchExpiry();
  }

  #watchExpiry(): void {
    const at = this.#putters.isEmpty ? undefined : this.#expiresAt;
    if (this.#expiry?.at === at) return;
    this.#expiry?.cancel();
    this.#expiry =
      at === undefined
        ? undefined
        : this.#kernel.timers.set({
            at,
            kind: "arrival",
            label: () => `expiry of ${this.#place.label}`,
            fire: () => this.#expired(),
          });
  }

  #expired(): void {
    this.#expiry = undefined;
    this.#expire();
    this.#serve();
  }

  #expire(): void {
    if (this.#kernel.now >= this.#expiresAt) this.#drop();
  }

  #drop(): void {
    this.#position = this.end;
    this.#items.length = 0;
    this.#expiresAt = Number.POSITIVE_INFINITY;
  }

  #empty({ pending, timeoutMs }: Getter): void {
    pending.fail("QueueEmptyError", `No item came on ${this.#place.label} within ${timeoutMs} ms.`);
  }

  #full({ pending, items, block, timeoutMs }: Putter): void {
    const room = MAX_ITEMS - this.#items.length;
    pending.fail(
      "QueueFullError",
      `There is no room for ${items.length} more on ${this.#place.label}${block ? ` within ${timeoutMs} ms` : ""}: a partition holds ${MAX_ITEMS} items, and there is room for ${room}.`,
    );
  }
}
