import { Random } from "./random.js";

/** Decides in which order the requests of those who took part in a round are applied. */
export interface RoundOrder {
  /**
   * Brings two batches or more into their order, in place; they come with clients first, then containers as they were
   * created.
   */
  arrange(batches: unknown[]): void;
}

/** Any order, by the seed. */
export class SeededOrder implements RoundOrder {
  readonly #chance: Random;

  constructor(seed: string) {
    this.#chance = new Random(seed);
  }

  arrange(batches: unknown[]): void {
    this.#chance.shuffle(batches);
  }
}

/**
 * Where rounds are not applied in the order in which their participants were created: the number of the round among
 * those with several, from 0, and which order it is.
 */
export type Reorderings = readonly (readonly [round: number, order: number])[];

/** The order of creation, but for some rounds. */
export class ChosenOrder implements RoundOrder {
  readonly #reordered: ReadonlyMap<number, number>;
  #rounds = 0;

  constructor(reorderings: Reorderings) {
    this.#reordered = new Map(reorderings);
  }

  /** How many rounds there were in which the order could matter. */
  get rounds(): number {
    return this.#rounds;
  }

  arrange(batches: unknown[]): void {
    const order = this.#reordered.get(this.#rounds++);
    if (order !== undefined) new Random(String(order)).shuffle(batches);
  }
}
