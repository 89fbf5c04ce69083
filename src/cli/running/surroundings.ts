/** What the command line needs of the process around it. */
export interface Surroundings {
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Follows a moment later, or with a second Ctrl-C: what has not stopped by then is not waited for. */
  readonly overdue: AbortSignal;
  /** Real time in milliseconds. */
  readonly now: () => number;
}
