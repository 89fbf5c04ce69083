import type { Loss } from "../lanes/protocol.js";

/** Free retries of an input that was lost without an outcome, such as with its container. Modal: section 6.3. */
export const MAX_LOSSES = 8;

/** How much of a loss counts: nothing for who had no part in it; little for who may have, so that many can be told apart from the culprit. */
export const LOSS_WEIGHT: Readonly<Record<Loss["culprit"], number>> = { self: 1, unknown: 1 / 8, other: 0 };
