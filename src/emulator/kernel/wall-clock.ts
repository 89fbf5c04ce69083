/** Real time, as a world keeps it that runs on it. */
export interface WallClock {
  /** Epoch milliseconds; never goes back. */
  now(): number;
  /** Calls `wake` once, at `at` or earlier, instead of what was asked for before. */
  wakeAt(at: number, wake: () => void): void;
  close(): void;
}
