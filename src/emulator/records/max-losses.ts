/**
 * Free retries of an input that was lost without an outcome, such as with its container.
 * Modal: docs/modal/retries.md#what-is-retried.
 */
export const MAX_LOSSES = 8;
