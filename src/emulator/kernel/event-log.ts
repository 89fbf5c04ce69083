import { type EventType, type EventTypes, NAMES, type WorldEvent } from "./events.js";
import type { Masking } from "./masking.js";

export type EventListener = (event: WorldEvent) => void;

/** The one log of a world: what determinism is judged by. */
export class EventLog implements Iterable<WorldEvent> {
  readonly #now: () => number;
  readonly #masking: Masking;
  readonly #records: WorldEvent[] = [];
  readonly #listeners = new Set<EventListener>();

  constructor(now: () => number, masking: Masking) {
    this.#now = now;
    this.#masking = masking;
  }

  get length(): number {
    return this.#records.length;
  }

  /** All events so far, or those of some types. */
  [Symbol.iterator](): IterableIterator<WorldEvent> {
    return this.#records[Symbol.iterator]();
  }

  /** All events so far of one type. */
  of<T extends EventType>(type: T): Extract<WorldEvent, { type: T }>[] {
    return this.#records.filter((event): event is Extract<WorldEvent, { type: T }> => event.type === type);
  }

  /** All events from a position on. @internal */
  since(seq: number): readonly WorldEvent[] {
    return this.#records.slice(seq);
  }

  /** Calls `listener` at each further event. @returns how to stop it */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @internal */
  add<T extends EventType>(type: T, fields: EventTypes[T]): void {
    const masked: EventTypes[EventType] = this.#masking.maskFields(fields, NAMES);
    const record = { seq: this.#records.length, at: this.#now(), type, ...masked } as WorldEvent;
    this.#records.push(record);
    for (const listener of this.#listeners) listener(record);
  }
}
