import { type EventType, type EventTypes, NAMES, type WorldEvent } from "./events.js";
import type { Masking } from "./masking.js";

export type EventListener = (event: WorldEvent) => void;

/** What becomes of the events of a world. */
export interface EventLogOptions {
  /**
   * How many events are kept, at least; older ones are dropped in batches, together with the calls and containers that ended then. A whole number from 1, or `Infinity`.
   * Default: 500,000, some 300 MB with the calls that they tell of.
   */
  readonly keep?: number;
  /** Gets every event, in order, once: for logs that are longer than what is kept. It must not call anything of the world, which may be ahead of it. */
  readonly sink?: (event: WorldEvent) => void;
}

/** Hears which events are not kept any more. */
export type DropListener = (events: readonly WorldEvent[]) => void;

/** The one log of a world: what determinism is judged by. */
export class EventLog implements Iterable<WorldEvent> {
  readonly #now: () => number;
  readonly #masking: Masking;
  readonly #keep: number;
  readonly #sink: ((event: WorldEvent) => void) | undefined;
  #records: WorldEvent[] = [];
  #dropped = 0;
  readonly #listeners = new Set<EventListener>();
  /** @internal */
  onDrop: DropListener | undefined;

  constructor(now: () => number, masking: Masking, { keep, sink }: EventLogOptions = {}) {
    this.#now = now;
    this.#masking = masking;
    this.#keep = keep ?? 500_000;
    this.#sink = sink;
  }

  /** Whether somebody hears of events as they happen. */
  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** How many events there were, dropped ones included. */
  get length(): number {
    return this.#dropped + this.#records.length;
  }

  /** How many of the first events are not kept any more: everything that is read from the log begins after them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** All events that are kept. */
  [Symbol.iterator](): IterableIterator<WorldEvent> {
    return this.#records[Symbol.iterator]();
  }

  /** All events of one type that are kept. */
  of<T extends EventType>(type: T): Extract<WorldEvent, { type: T }>[] {
    return this.#records.filter((event): event is Extract<WorldEvent, { type: T }> => event.type === type);
  }

  /** All events from a position on that are kept. @internal */
  since(seq: number): readonly WorldEvent[] {
    return this.#records.slice(Math.max(0, seq - this.#dropped));
  }

  /** Calls `listener` at each further event. @returns how to stop it */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @internal */
  add<T extends EventType>(type: T, fields: EventTypes[T]): void {
    const masked: EventTypes[EventType] = this.#masking.maskFields(fields, NAMES);
    const record = { seq: this.length, at: this.#now(), type, ...masked } as WorldEvent;
    this.#records.push(record);
    this.#sink?.(record);
    if (this.isHeard) for (const listener of this.#listeners) listener(record);
    if (this.#records.length >= this.#keep * 1.25 + 1000) this.#drop();
  }

  #drop(): void {
    const dropped = this.#records.slice(0, this.#records.length - this.#keep);
    this.#records = this.#records.slice(dropped.length);
    this.#dropped += dropped.length;
    this.onDrop?.(dropped);
  }
}
