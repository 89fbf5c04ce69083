/** What the command line needs of the process around it. */
export interface Surroundings {
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Real time in milliseconds. */
  readonly now: () => number;
}
