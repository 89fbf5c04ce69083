import type { InputRecord } from "../calls/records.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import { checkContainerTransition, type ContainerState } from "./container-states.js";
import type { Pool } from "./pool.js";

/** The inputs that share a call with one, itself included. */
export function togetherWith(input: InputRecord, container: Container | undefined): InputRecord[] {
  return [...(container?.batches?.get(input) ?? [input])];
}

/** The kernel's side of a container. */
export class Container {
  /** Position among all containers of the world, from 1. */
  readonly ordinal: number;
  /** `ta-…` */
  readonly id: string;
  readonly pool: Pool;
  readonly inputs: Set<InputRecord> = new Set();
  /** Inputs that run in one call, by each of them; none of a function that is not batched. */
  batches: Map<InputRecord, Set<InputRecord>> | undefined;
  /** Calls of the function that run here: of inputs, or of batches of them. */
  calls = 0;
  /** Whether it stands among those that may take more. */
  isOffered = false;
  /** Set while it waits for more inputs of a batch. */
  lingering: TimerHandle | undefined;
  /** The container's own next timer. */
  wake: TimerHandle | undefined;
  /** Start-up limit, or scale-down. */
  timer: TimerHandle | undefined;
  idleSince = 0;
  /** Whether it has anything to do when it stops in good order. */
  readonly hasExit: boolean;
  #state: ContainerState = "created";

  constructor(ordinal: number, id: string, pool: Pool) {
    this.ordinal = ordinal;
    this.id = id;
    this.pool = pool;
    this.hasExit = pool.target.definition.cls?.hooks.some(({ kind }) => kind === "exit") ?? false;
  }

  get state(): ContainerState {
    return this.#state;
  }

  get isStopped(): boolean {
    return this.#state === "stopped";
  }

  /** Whether it still belongs to its pool. */
  get isGone(): boolean {
    return this.#state === "stopped" || this.#state === "exiting";
  }

  moveTo(state: ContainerState): void {
    checkContainerTransition(this.#state, state);
    this.#state = state;
  }
}
