import type { InputRecord } from "./call-record.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import type { Cluster } from "./cluster.js";
import { checkContainerTransition, type ContainerState } from "./container-states.js";
import type { Pool } from "../pools/pool.js";

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
  /** The containers that work together with it. */
  cluster: Cluster | undefined;
  /** Inputs that run in one call, by each of them; none of a function that is not batched. */
  batches: Map<InputRecord, Set<InputRecord>> | undefined;
  /** Calls of the function that run here: of inputs, or of batches of them. */
  calls = 0;
  /** Whether it has started, and is not to stop when it is done with what it has. */
  takesInputs = false;
  /** Whether it stands among those that may take more. */
  isOffered = false;
  /** Set while it waits for more inputs of a batch. */
  lingering: TimerHandle | undefined;
  /** The container's own next timer. */
  wake: TimerHandle | undefined;
  /** The preemption that its own code asked for. */
  alarm: TimerHandle | undefined;
  /** Start-up limit, or scale-down. */
  timer: TimerHandle | undefined;
  idleSince = 0;
  /** Set while what it ran is interrupted: whether that is waited for. */
  interruption: "hasty" | "patient" | undefined;
  /** Why it is on its way out. */
  exitReason = "";
  /** Whether it has anything to do when it stops in good order. */
  readonly hasExit: boolean;
  #state: ContainerState = "created";

  constructor(ordinal: number, id: string, pool: Pool) {
    this.ordinal = ordinal;
    this.id = id;
    this.pool = pool;
    this.hasExit = pool.target.definition.cls?.hooks.some(({ kind }) => kind === "exit") ?? false;
  }

  /** The one that its pool knows. */
  get leader(): Container {
    return this.cluster?.members[0] ?? this;
  }

  /** Every container that works on what this one does. */
  get together(): readonly Container[] {
    return this.cluster?.members ?? [this];
  }

  get state(): ContainerState {
    return this.#state;
  }

  /** Whether it can take inputs, or does. */
  get isReady(): boolean {
    return this.#state === "idle" || this.#state === "busy";
  }

  /** Whether it runs something, or waits with an input for more. */
  get isOccupied(): boolean {
    return this.#state === "busy" || this.lingering !== undefined;
  }

  get isStopped(): boolean {
    return this.#state === "stopped";
  }

  /** Whether it still belongs to its pool. */
  get isGone(): boolean {
    return this.#state === "stopped" || this.#state === "exiting";
  }

  /** Something else takes the place of an input that runs here. */
  replace(input: InputRecord, other: InputRecord): void {
    this.inputs.delete(input);
    this.inputs.add(other);
    const batch = this.batches?.get(input);
    if (!batch) return;
    batch.delete(input);
    this.batches?.delete(input);
    this.batches?.set(other, batch.add(other));
  }

  moveTo(state: ContainerState): void {
    checkContainerTransition(this.#state, state);
    this.#state = state;
  }
}
