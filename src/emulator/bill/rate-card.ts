import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe, isPlainObject } from "../../checks/options.js";

/** What a second costs, in US dollars. */
export interface RateCard {
  /** When these prices were true, such as `"2025-11"`. */
  readonly date: string;
  /** A core reserved for one second. */
  readonly cpuCore: number;
  /** A GiB of memory reserved for one second. */
  readonly memoryGiB: number;
  /** One GPU for one second, by type in upper case. */
  readonly gpu: Readonly<Record<string, number>>;
  /** What a container has at least, and what one gets that asks for nothing. */
  readonly minCores: number;
  readonly minMemoryMiB: number;
}

/** A part of a card; the rest is that of the built-in one. */
export type RateOptions = Partial<RateCard>;

/**
 * The prices that Modal published, as far as they were known on the date of the card. `docs/bill.md` has the same,
 * which a test makes sure of.
 */
export const RATES: RateCard = {
  date: "2025-11",
  cpuCore: 0.0000131,
  memoryGiB: 0.00000222,
  gpu: {
    B200: 0.001736,
    H200: 0.001261,
    H100: 0.001097,
    "A100-80GB": 0.000694,
    "A100-40GB": 0.000583,
    A100: 0.000583,
    L40S: 0.000542,
    A10: 0.000306,
    A10G: 0.000306,
    L4: 0.000222,
    T4: 0.000164,
  },
  minCores: 0.125,
  minMemoryMiB: 128,
};

/** @throws InvalidError for an unknown name, or a price that is no number from 0 */
export function parseRates(what: string, rates: RateOptions = {}): RateCard {
  checkOptions(`${what}: rates`, rates, ["date", "cpuCore", "memoryGiB", "gpu", "minCores", "minMemoryMiB"]);
  if (rates.gpu !== undefined && !isPlainObject(rates.gpu))
    throw new InvalidError(
      `${what}: rates.gpu must be an object of prices by type, such as { H100: 0.001 }, not ${describe(rates.gpu)}.`,
    );
  const { date, gpu, ...prices } = { ...RATES, ...rates, gpu: { ...RATES.gpu, ...rates.gpu } };
  if (typeof date !== "string") throw new InvalidError(`${what}: rates.date must be a text, not ${describe(date)}.`);
  for (const [name, price] of [
    ...Object.entries(prices),
    ...Object.entries(gpu).map(([type, each]) => [`gpu.${type}`, each] as const),
  ]) {
    if (!Number.isFinite(price) || price < 0)
      throw new InvalidError(`${what}: rates.${name} must be a number, 0 or more, not ${describe(price)}.`);
  }
  return { date, gpu, ...prices };
}
