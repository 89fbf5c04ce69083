import type { Report } from "./protocol.js";
import type { LaneOptions, TurnMessage } from "./lane-runtime.js";

/** Where containers live, as the host sees it. */
export interface Lane {
  /** Whether the lane has a bundle already; otherwise the next turn must bring it. */
  readonly bundles: Set<string>;
  /** Lets the lane's containers take their turns. Rejects if the lane dies. */
  turn(message: TurnMessage): Promise<readonly Report[]>;
  /** The world is done with the lane. */
  release(): void;
}

export interface LaneProvider {
  acquire(options: LaneOptions): Promise<Lane>;
}
