import { realClearTimeout, realSetTimeout } from "./real-time.js";

/** Real milliseconds that something real is waited for while no virtual time passes. */
const PATIENCE_MS = 1000;

/** Calls back unless something has come of `awaited` by then, once. */
export function whenLate(awaited: Promise<unknown>, late: () => void): void {
  const timer = realSetTimeout(late, PATIENCE_MS);
  const end = (): void => realClearTimeout(timer);
  awaited.then(end, end);
}
