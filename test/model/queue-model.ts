const MAX_ITEMS = 5000;

interface Waiting {
  readonly id: number;
  readonly deadline: number;
}

interface Part {
  items: number[];
  expiresAt: number;
  getters: (Waiting & { n: number })[];
  putters: (Waiting & { items: readonly number[]; ttl: number })[];
}

/** What became of an operation, and when. */
export interface Outcome {
  readonly result: unknown;
  readonly at: number;
}

/** What a queue does, told as plainly as can be: lists, and a walk from moment to moment. */
export class QueueModel {
  now = 0;
  readonly outcomes = new Map<number, Outcome>();
  readonly #parts = new Map<string, Part>();

  put(id: number, name: string, items: readonly number[], ttl: number, waitMs: number): void {
    const part = this.#part(name);
    const fits = part.items.length + items.length <= MAX_ITEMS;
    if (items.length > MAX_ITEMS || (!fits && waitMs === 0)) this.#end(id, "QueueFullError");
    else if (fits && (waitMs === 0 || part.putters.length === 0)) this.#append(part, id, items, ttl);
    else part.putters.push({ id, items, ttl, deadline: this.now + waitMs });
    this.#serve(part);
  }

  get(id: number, name: string, n: number, waitMs: number): void {
    const part = this.#part(name);
    if (part.items.length > 0) this.#end(id, part.items.splice(0, n));
    else if (waitMs === 0) this.#end(id, "QueueEmptyError");
    else part.getters.push({ id, n, deadline: this.now + waitMs });
    this.#serve(part);
  }

  look(id: number, name: string): void {
    this.#end(id, [...this.#part(name).items]);
  }

  clear(id: number, name: string): void {
    const part = this.#part(name);
    part.items = [];
    this.#end(id, undefined);
    this.#serve(part);
  }

  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const parts = [...this.#parts.values()];
      const moments = parts.flatMap((part) => [
        ...(part.putters.length > 0 ? [part.expiresAt] : []),
        ...[...part.getters, ...part.putters].map(({ deadline }) => deadline),
      ]);
      const next = Math.min(...moments);
      if (next > end) break;
      this.now = next;
      for (const part of parts) {
        this.#expire(part);
        this.#serve(part);
      }
      for (const part of parts) this.#giveUp(part, next);
    }
    this.now = end;
  }

  /** How many wait. */
  get waiting(): number {
    return [...this.#parts.values()].reduce((sum, { getters, putters }) => sum + getters.length + putters.length, 0);
  }

  #part(name: string): Part {
    const part = this.#parts.get(name) ?? { items: [], expiresAt: Infinity, getters: [], putters: [] };
    this.#parts.set(name, part);
    this.#expire(part);
    return part;
  }

  #expire(part: Part): void {
    if (this.now < part.expiresAt) return;
    part.items = [];
    part.expiresAt = Infinity;
  }

  #append(part: Part, id: number, items: readonly number[], ttl: number): void {
    part.items.push(...items);
    part.expiresAt = this.now + ttl;
    this.#end(id, undefined);
  }

  /** Those whose time is over go one after the other: what one leaves, the next may still have. */
  #giveUp(part: Part, deadline: number): void {
    const due = [...part.getters, ...part.putters].filter((waiting) => waiting.deadline === deadline);
    for (const waiting of due.toSorted((a, b) => a.id - b.id)) {
      const [getter, putter] = [part.getters, part.putters].map((line) => line.some(({ id }) => id === waiting.id));
      if (!getter && !putter) continue; // it was served
      this.#end(waiting.id, getter ? "QueueEmptyError" : "QueueFullError");
      part.getters = part.getters.filter(({ id }) => id !== waiting.id);
      part.putters = part.putters.filter(({ id }) => id !== waiting.id);
      this.#serve(part);
    }
  }

  #serve(part: Part): void {
    for (let served = true; served;) {
      served = false;
      const [getter] = part.getters;
      if (getter && part.items.length > 0) {
        part.getters.shift();
        this.#end(getter.id, part.items.splice(0, getter.n));
        served = true;
      }
      const [putter] = part.putters;
      if (putter && part.items.length + putter.items.length <= MAX_ITEMS) {
        part.putters.shift();
        this.#append(part, putter.id, putter.items, putter.ttl);
        served = true;
      }
    }
  }

  #end(id: number, result: unknown): void {
    this.outcomes.set(id, { result, at: this.now });
  }
}
