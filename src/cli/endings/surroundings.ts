import type { LastWords } from "./last-words.js";

/** What the command line needs of the process around it. */
export interface Surroundings {
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Follows a moment later, or with a second Ctrl-C: what has not stopped by then is not waited for. */
  readonly overdue: AbortSignal;
  /** Spoken if it comes to neither, because code that never waits keeps the process. */
  readonly lastWords: LastWords;
  /** How long a command waits for another one that changes the same state, in real milliseconds. Default: 5000. */
  readonly patienceMs?: number;
  /** Real time in milliseconds. */
  readonly now: () => number;
}
