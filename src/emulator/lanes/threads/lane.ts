import type { TurnMessage } from "../wire/turn-message.js";
import type { WrittenLine } from "../container/lane-host.js";
import type { Loss, Report } from "../../kernel/protocol.js";

/** How a lane dies: its thread ended, its heap was full, or it never came back to its event loop. */
export type DeathCause = Loss["death"];

/** The thread of a lane has ended, and with it every container there. */
export class LaneDeath extends Error {
  readonly death: DeathCause;
  /** The container whose code ran, as far as that is known. */
  readonly culprit: number | undefined;

  constructor(message: string, death: DeathCause, culprit?: number, options?: ErrorOptions) {
    super(message, options);
    this.death = death;
    this.culprit = culprit;
  }
}

/** Where containers live, as the host sees it. */
export interface Lane {
  /** URLs of the files whose bundles the lane has; a turn must bring the others that it needs. */
  readonly bundles: Set<string>;
  /** Numbers of the images whose local files the lane knows; a turn must bring those of the others that it needs. */
  readonly images: Set<number>;
  /** The container whose code runs, or waits for something real, while a turn goes on. */
  readonly busy: number | undefined;
  /** What containers have written in the turn in which the lane has died. */
  readonly written: readonly WrittenLine[];
  /** The same of a turn that goes on, unless it is too much. */
  readonly writtenSoFar: readonly WrittenLine[];
  /** It can take no container any more. */
  readonly isOver: boolean;
  /**
   * Lets the lane's containers take their turns. Rejects with {@link LaneDeath} if the lane has died, or dies
   * meanwhile.
   * @param isBlocking {@link block} is going to follow
   */
  turn(message: TurnMessage, isBlocking: boolean): Promise<readonly Report[]>;
  /** Keeps the host's thread for a moment, for a short turn to end; absent where the turn needs that very thread. */
  block?(): void;
  /** The world is done with the lane. */
  release(): void;
  /** Ends its thread, if it has one of its own, with whatever runs there. */
  end(death: LaneDeath): void;
}
