/** What mounts need of their container. */
export interface MountsHost {
  /** Virtual time, epoch milliseconds. */
  readonly now: number;
  /** Another one with each turn: what was found on this machine in a turn is not looked for again. Default: it is always. */
  readonly turn?: number;
  readonly chance: {
    /** At least 0, below 1. */
    readonly random: () => number;
  };
}
