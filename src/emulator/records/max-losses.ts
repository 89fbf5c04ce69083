/** Free retries of an input that was lost without an outcome, such as with its container. Modal: section 6.3. */
export const MAX_LOSSES = 8;
