/** What can be waited for until there is something to read. */
export interface Watchable {
  /** There is something to read, or its end. */
  readonly isReady: boolean;
  readonly isAtEnd: boolean;
  /** Resolves when it is ready; rejects as the signal comes. */
  ready(signal: AbortSignal): Promise<void>;
}
