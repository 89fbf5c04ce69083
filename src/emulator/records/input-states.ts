/** States of an input; the last four are final. */
export type InputState =
  | "unsent"
  | "queued"
  | "running"
  | "waiting"
  | "succeeded"
  | "failed"
  | "timedOut"
  | "terminated";

/**
 * From each state, where an input may go. `unsent`: beyond a map's limit of outstanding inputs; `waiting`: for a
 * retry's delay.
 */
export const INPUT_TRANSITIONS: Readonly<Record<InputState, readonly InputState[]>> = {
  unsent: ["queued", "terminated"],
  queued: ["running", "waiting", "failed", "terminated"],
  running: ["queued", "waiting", "succeeded", "failed", "timedOut", "terminated"],
  waiting: ["queued", "terminated"],
  succeeded: [],
  failed: [],
  timedOut: [],
  terminated: [],
};

export function checkInputTransition(from: InputState, to: InputState): void {
  if (!INPUT_TRANSITIONS[from].includes(to)) throw new TypeError(`An input cannot go from ${from} to ${to}.`);
}

export function isFinal(state: InputState): boolean {
  return INPUT_TRANSITIONS[state].length === 0;
}
