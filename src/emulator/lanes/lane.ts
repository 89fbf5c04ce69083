import type { TurnMessage } from "./lane-runtime.js";
import type { Report } from "./protocol.js";

/** Where containers live, as the host sees it. */
export interface Lane {
  /** URLs of the files whose bundles the lane has; a turn must bring the others that it needs. */
  readonly bundles: Set<string>;
  /** Lets the lane's containers take their turns. Rejects if the lane dies. */
  turn(message: TurnMessage): Promise<readonly Report[]>;
  /** The world is done with the lane. */
  release(): void;
}
