import { meantBy } from "../../checks/nearest-name.js";
import { InvalidError } from "../../contract/errors.js";
import { EVENT_TYPES, type EventType, type EventTypes, NAMES, type WorldEvent } from "./events.js";
import type { Masking } from "./masking.js";

export type EventListener = (event: WorldEvent) => void;

/** What becomes of the events of a world. */
export interface EventLogOptions {
  /**
   * How many events are kept, at least; older ones are dropped in batches, together with the calls, containers and
   * sandboxes that ended then. A whole number from 1, or `Infinity`. Default: 500,000, some 300 MB with the calls that they tell of.
   */
  readonly keep?: number;
  /**
   * Gets every event, in order, once: for logs that are longer than what is kept. It must not call anything of the
   * world, which may be ahead of it.
   */
  readonly sink?: (event: WorldEvent) => void;
}

/** Fields of an event that nothing is masked in. */
const KEPT: ReadonlySet<string> = new Set([...NAMES, "type"]);

/** Hears of ends that are not kept any more. */
export type DropListener = (ends: readonly EndEvent[]) => void;
export type EndEvent = Extract<WorldEvent, { type: "input.ended" | "container.stopped" | "sandbox.ended" }>;

/** The one log of a world: what determinism is judged by. */
export class EventLog implements Iterable<WorldEvent> {
  readonly #now: () => number;
  readonly #masking: Masking;
  readonly #keep: number;
  readonly #sink: ((event: WorldEvent) => void) | undefined;
  /* Events by their parts, and made when they are asked for: most never are, and there may be millions of them. */
  #types: EventType[] = [];
  #times: number[] = [];
  #fields: EventTypes[EventType][] = [];
  #dropped = 0;
  /** How many texts were masked as the last event happened, and the number of the first one of which that holds. */
  #masked = 0;
  #firstMasked = 0;
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
    return this.#dropped + this.#types.length;
  }

  /** How many of the first events are not kept any more: everything that is read from the log begins after them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** All events that are kept. */
  *[Symbol.iterator](): Generator<WorldEvent, void> {
    for (let index = 0; index < this.#types.length; index++) yield this.#at(index);
  }

  /** All events of one type that are kept. @throws InvalidError for a type that does not exist */
  of<T extends EventType>(type: T): Extract<WorldEvent, { type: T }>[] {
    if (!EVENT_TYPES.has(type))
      throw new InvalidError(
        `world.events.of: there are no events of a type ${JSON.stringify(type)}. ${meantBy(String(type), [...EVENT_TYPES])}`,
      );
    const found: WorldEvent[] = [];
    for (let index = this.#types.indexOf(type); index >= 0; index = this.#types.indexOf(type, index + 1))
      found.push(this.#at(index));
    return found as Extract<WorldEvent, { type: T }>[];
  }

  /** All events from a position on that are kept, also without values of secrets that were no secrets yet. @internal */
  since(seq: number): readonly WorldEvent[] {
    const first = Math.max(0, seq - this.#dropped);
    const firstMasked = this.#masking.size === this.#masked ? this.#firstMasked : this.length;
    return Array.from({ length: Math.max(0, this.#types.length - first) }, (_, index) => {
      const event = this.#at(first + index);
      return event.seq < firstMasked ? this.#masking.maskFields(event, KEPT) : event;
    });
  }

  /** Calls `listener` at each further event. @returns how to stop it */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @internal @param fields of the log's own from now on */
  add<T extends EventType>(type: T, fields: EventTypes[T]): void {
    if (this.#masking.size !== this.#masked) {
      this.#masked = this.#masking.size;
      this.#firstMasked = this.length;
    }
    this.#types.push(type);
    this.#times.push(this.#now());
    this.#fields.push(this.#masking.maskFields(fields, NAMES));
    if (this.#sink || this.isHeard) {
      const event = this.#at(this.#types.length - 1);
      this.#sink?.(event);
      for (const listener of this.#listeners) listener(event);
    }
    if (this.#types.length >= this.#keep * 1.25 + 1000) this.#drop();
  }

  #at(index: number): WorldEvent {
    return {
      seq: this.#dropped + index,
      at: this.#times[index],
      type: this.#types[index],
      ...this.#fields[index],
    } as WorldEvent;
  }

  #drop(): void {
    const count = this.#types.length - this.#keep;
    const ends: EndEvent[] = [];
    for (let index = 0; index < count; index++) {
      const type = this.#types[index];
      if (type === "input.ended" || type === "container.stopped" || type === "sandbox.ended")
        ends.push(this.#at(index) as EndEvent);
    }
    this.#types = this.#types.slice(count);
    this.#times = this.#times.slice(count);
    this.#fields = this.#fields.slice(count);
    this.#dropped += count;
    this.onDrop?.(ends);
  }
}
