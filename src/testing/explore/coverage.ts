import type { Attempt } from "./try-course.js";

/** What an exploration has covered. */
export interface ExploreSummary {
  /** Seeds that were tried: fewer than asked for if the time budget ran out. */
  readonly seeds: number;
  /** Different courses of events among them. */
  readonly interleavings: number;
  /** How many faults of each kind hit something. */
  readonly faults: Readonly<Record<string, number>>;
  readonly retries: number;
  /** Virtual milliseconds of all worlds together. */
  readonly virtualMs: number;
}

/** Counts what was covered. */
export class Coverage {
  #seeds = 0;
  readonly #shapes = new Set<string>();
  readonly #faults: Record<string, number> = {};
  #retries = 0;
  #virtualMs = 0;

  /** The first world of a seed. */
  add(attempt: Attempt): void {
    this.#seeds++;
    this.also(attempt);
  }

  /** A further world of it. */
  also({ shape, hits, retries, virtualMs }: Attempt): void {
    this.#shapes.add(shape);
    for (const [kind, count] of Object.entries(hits)) this.#faults[kind] = (this.#faults[kind] ?? 0) + count;
    this.#retries += retries;
    this.#virtualMs += virtualMs;
  }

  get summary(): ExploreSummary {
    return {
      seeds: this.#seeds,
      interleavings: this.#shapes.size,
      faults: this.#faults,
      retries: this.#retries,
      virtualMs: this.#virtualMs,
    };
  }
}

/** One line, such as `100 seeds, 37 interleavings, 4 retries, faults: 12 crash, 9 delay`. */
export function summaryLine({ seeds, interleavings, retries, faults }: ExploreSummary): string {
  const hits = Object.entries(faults).map(([kind, count]) => `${count} ${kind}`);
  return `${seeds} ${seeds === 1 ? "seed" : "seeds"}, ${interleavings} ${interleavings === 1 ? "interleaving" : "interleavings"}, ${retries} ${retries === 1 ? "retry" : "retries"}, faults: ${hits.length > 0 ? hits.join(", ") : "none"}`;
}
