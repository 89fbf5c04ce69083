import type { TurnMessage } from "./lane-runtime.js";
import type { Report } from "./protocol.js";

/** The thread of a lane has ended, and with it every container there. */
export class LaneDeath extends Error {}

/** Where containers live, as the host sees it. */
export interface Lane {
  /** URLs of the files whose bundles the lane has; a turn must bring the others that it needs. */
  readonly bundles: Set<string>;
  /**
   * Lets the lane's containers take their turns. Rejects with {@link LaneDeath} if the lane has died, or dies meanwhile.
   * @param isHeld {@link hold} is going to follow
   */
  turn(message: TurnMessage, isHeld: boolean): Promise<readonly Report[]>;
  /** Keeps the host's thread for a moment, for a short turn to end; absent where the turn needs that very thread. */
  hold?(): void;
  /** The world is done with the lane. */
  release(): void;
}
