import { LaneDeath } from "./lane.js";
import type { Pulse } from "../routing/pulse.js";
import { realClearInterval, realSetInterval } from "../../time/real-time.js";

/** A lane as its watchdog sees it. */
export interface Watched {
  readonly pulse: Pulse;
  /** What the lane is busy with, another object each time; `undefined` while it has nothing to do. */
  readonly task: object | undefined;
  /** Its thread has ended, or serves someone else. */
  readonly isOver: boolean;
  /** Megabytes that its heap holds. */
  heapMb(): Promise<number>;
  end(death: LaneDeath): void;
}

/** What a lane may take. */
export interface WatchdogLimits {
  /** Real milliseconds that it may stay away from its event loop; `Infinity`: any time. */
  readonly watchdogMs: number;
  /** Megabytes that its heap may hold. */
  readonly heapLimitMb: number;
}

interface Observation {
  readonly task: object | undefined;
  readonly beats: number;
  readonly caller: number;
  calls: number;
  stuckMs: number;
  /** Milliseconds of it in which the code has asked for something, such as what time it is. */
  pollingMs: number;
}

/** The longest time between two looks. */
const LOOK_MS = 100;

/** Looks per limit, at least: how exact it is. */
const LOOKS = 8;

/** Real milliseconds that a thread may take to start. */
const START_LIMIT_MS = 60_000;

/**
 * Ends the lanes of a world that do not come back to their event loop, or whose heap is too full. It only looks from
 * time to time, so that turns pay nothing for it; and it counts its own looks rather than a clock, so that a host that
 * was held up itself blames nobody.
 */
export class Watchdog {
  readonly #limits: WatchdogLimits;
  readonly #everyMs: number;
  readonly #watched = new Map<Watched, Observation>();
  readonly #weighing = new Set<Watched>();
  /** Lanes whose heap was too full at the last look. */
  readonly #full = new WeakSet<Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: WatchdogLimits) {
    this.#limits = limits;
    this.#everyMs = Math.min(LOOK_MS, limits.watchdogMs / LOOKS);
  }

  /** Watches a lane until it is over. */
  watch(lane: Watched): void {
    this.#watched.set(lane, observe(lane));
    this.#timer ??= realSetInterval(() => this.#look(), this.#everyMs).unref();
  }

  #look(): void {
    for (const [lane, before] of this.#watched) {
      const seen = observe(lane);
      if (lane.isOver) this.#watched.delete(lane);
      else if (seen.task !== before.task || seen.beats !== before.beats || seen.caller !== before.caller)
        this.#watched.set(lane, seen);
      else if (seen.task !== undefined) this.#stay(lane, before);
      if (seen.task !== undefined) void this.#weigh(lane);
    }
    if (this.#watched.size > 0) return;
    realClearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The lane is where it was at the last look. */
  #stay(lane: Watched, observation: Observation): void {
    const { calls, inside, thread } = lane.pulse;
    const limitMs = thread === 0 ? START_LIMIT_MS : this.#limits.watchdogMs;
    if (calls !== observation.calls) observation.pollingMs += this.#everyMs;
    observation.calls = calls;
    observation.stuckMs += this.#everyMs;
    if (observation.stuckMs < limitMs) return;
    if (thread === 0) return lane.end(new LaneDeath(`its thread did not start within ${limitMs} ms`, "exit"));
    const polling = observation.pollingMs * 2 > observation.stuckMs ? observation.caller : 0; // on a busy machine, not at each look
    const hint =
      polling === 0
        ? ""
        : ", and asks for the time or logs all the while: virtual time stands still while code runs, so await a timer instead";
    lane.end(
      new LaneDeath(
        `code on its thread did not come back to the event loop within ${limitMs} ms of real time (watchdogMs)${hint}`,
        "hang",
        inside || polling || undefined,
      ),
    );
  }

  /** One look may see garbage: two have to agree. */
  async #weigh(lane: Watched): Promise<void> {
    if (this.#weighing.has(lane)) return;
    this.#weighing.add(lane);
    const { heapLimitMb } = this.#limits;
    const heapMb = await lane.heapMb().catch(() => 0); // it is ending
    this.#weighing.delete(lane);
    if (heapMb <= heapLimitMb) this.#full.delete(lane);
    else if (this.#full.has(lane))
      lane.end(
        new LaneDeath(
          `the heap of its thread holds more than ${heapLimitMb} MB (heapLimitMb)`,
          "memory",
          lane.pulse.inside || undefined,
        ),
      );
    else this.#full.add(lane);
  }
}

function observe({ task, pulse: { beats, caller, calls } }: Watched): Observation {
  return { task, beats, caller, calls, stuckMs: 0, pollingMs: 0 };
}
