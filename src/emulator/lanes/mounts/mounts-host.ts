/** What mounts need of their container. */
export interface MountsHost {
  /** Virtual time, epoch milliseconds. */
  readonly now: number;
  readonly chance: {
    /** At least 0, below 1. */
    readonly random: () => number;
  };
}
