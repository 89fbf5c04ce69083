import type { MemorySnapshot } from "../../kernel/protocol.js";
import type { LaneHost } from "./lane-host.js";

/** What time it is for a container, and for its code, which sees that of its memory snapshot until it is taken. */
export class ContainerClock {
  readonly #lane: LaneHost;
  readonly #ordinal: number;
  readonly #startedAt: number;
  #snapshot: MemorySnapshot | undefined;

  constructor(lane: LaneHost, ordinal: number, snapshot: MemorySnapshot | undefined) {
    this.#lane = lane;
    this.#ordinal = ordinal;
    this.#startedAt = lane.now;
    this.#snapshot = snapshot;
  }

  /** Epoch milliseconds of virtual time. */
  get actual(): number {
    this.#lane.pulse.call(this.#ordinal); // code that waits for the clock in a loop is found by this
    return this.#lane.now;
  }

  /** What its code is told. */
  get told(): number {
    return this.actual - this.#startedAt + this.startedAt;
  }

  /** When it started, as its code is told. */
  get startedAt(): number {
    return this.#snapshot?.at ?? this.#startedAt;
  }

  /** Its memory snapshot would be taken now. */
  endSnapshot(): void {
    this.#snapshot = undefined;
  }
}
