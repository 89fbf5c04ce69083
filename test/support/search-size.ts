/** Programs of each kind that a long search tries; 0 in the suite. */
const SOAK = Number(process.env["MODAL_EMULATOR_RUNS"] ?? 0);

/** Whether this is a long search. */
export const isSoak: boolean = SOAK > 0;

/** Real milliseconds that a search may take. */
export const SEARCH_LIMIT_MS: number = isSoak ? 1_800_000 : 120_000;

/**
 * How many programs a search tries.
 * @param usual in the suite
 * @param share of those that a long search tries, for programs that take long
 */
export function searchSize(usual: number, share = 1): number {
  return isSoak ? Math.ceil(SOAK * share) : usual;
}
