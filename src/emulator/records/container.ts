import type { TimerHandle } from "../kernel/timer-queue.js";
import type { ClusterRecord } from "./cluster-record.js";
import type { ContainerOwner } from "./container-owner.js";
import { checkContainerTransition, type ContainerState } from "./container-states.js";

/** The timers of a container, by what they are for. */
export class ContainerTimers {
  /** Its cold start is over then, or its slow one. */
  arrival: TimerHandle | undefined;
  /** It has to have started by then. */
  startLimit: TimerHandle | undefined;
  /** It has been idle for long enough then. */
  scaleDown: TimerHandle | undefined;
  /** What it runs and its `exit` hooks have to have ended by then. */
  grace: TimerHandle | undefined;
  /** Its own code asked to be preempted then. */
  preemption: TimerHandle | undefined;
  /** The next timer of its own code. */
  wake: TimerHandle | undefined;

  cancel(): void {
    this.arrival?.cancel();
    this.startLimit?.cancel();
    this.scaleDown?.cancel();
    this.grace?.cancel();
    this.preemption?.cancel();
    this.wake?.cancel();
  }
}

/** The kernel's side of a container. `ContainerLife` alone moves it on and sets its timers. */
export class Container {
  /** Position among all containers of the world, from 1. */
  readonly ordinal: number;
  /** `ta-…` */
  readonly id: string;
  readonly owner: ContainerOwner;
  /** The containers that work together with it. */
  cluster: ClusterRecord | undefined;
  readonly timers: ContainerTimers = new ContainerTimers();
  /** Set while what it ran is interrupted: whether that is waited for. */
  interruption: "hasty" | "patient" | undefined;
  /** The round in which that was: what its inputs ask for in that one, they do not wait for any more. */
  interruptedIn: number | undefined;
  /** Why it is on its way out. */
  exitReason = "";
  /** Whether what it loses on its way out counts as lost. */
  isPreempted = false;
  /** Whether it ends for want of memory. */
  isOutOfMemory = false;
  /** Whether it has anything to do when it stops in good order. */
  readonly hasExit: boolean;
  #state: ContainerState = "created";

  constructor(ordinal: number, id: string, owner: ContainerOwner) {
    this.ordinal = ordinal;
    this.id = id;
    this.owner = owner;
    this.hasExit = owner.hasExit;
  }

  /** The one that stands for all that work together. */
  get leader(): Container {
    return this.cluster?.containers[0] ?? this;
  }

  /** Those that stand behind the leader. */
  get followers(): readonly Container[] {
    return this.cluster?.followers ?? NONE;
  }

  /** Every container that works on what this one does. */
  get together(): readonly Container[] {
    return this.cluster?.containers ?? [this];
  }

  get state(): ContainerState {
    return this.#state;
  }

  /** Whether it can be given something to do, or has been. */
  get isReady(): boolean {
    return this.#state === "idle" || this.#state === "busy";
  }

  get isStopped(): boolean {
    return this.#state === "stopped";
  }

  /** Whether its owner has nothing more to expect of it. */
  get isGone(): boolean {
    return this.#state === "stopped" || this.#state === "exiting";
  }

  moveTo(state: ContainerState): void {
    checkContainerTransition(this.#state, state);
    this.#state = state;
  }
}

const NONE: readonly Container[] = [];
