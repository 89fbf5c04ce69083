import type { InputRecord } from "../calls/records.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import { checkContainerTransition, type ContainerState } from "./container-states.js";
import type { Pool } from "./pool.js";

/** The kernel's side of a container. */
export class Container {
  /** Position among all containers of the world, from 1. */
  readonly ordinal: number;
  /** `ta-…` */
  readonly id: string;
  readonly pool: Pool;
  readonly inputs: Set<InputRecord> = new Set();
  /** The container's own next timer. */
  wake: TimerHandle | undefined;
  /** Start-up limit, or scale-down. */
  timer: TimerHandle | undefined;
  idleSince = 0;
  #state: ContainerState = "created";

  constructor(ordinal: number, id: string, pool: Pool) {
    this.ordinal = ordinal;
    this.id = id;
    this.pool = pool;
  }

  get state(): ContainerState {
    return this.#state;
  }

  get isStopped(): boolean {
    return this.#state === "stopped";
  }

  moveTo(state: ContainerState): void {
    checkContainerTransition(this.#state, state);
    this.#state = state;
  }
}
