import { LaneDeath } from "./lane.js";
import type { Pulse } from "./pulse.js";
import { realClearInterval, realSetInterval } from "./real-time.js";

/** A lane as its watchdog sees it. */
export interface Watched {
  readonly pulse: Pulse;
  /** What the lane is busy with, another object each time; `undefined` while it has nothing to do. */
  readonly task: object | undefined;
  /** Its thread has ended, or serves someone else. */
  readonly isOver: boolean;
  end(death: LaneDeath): void;
}

interface Observation {
  readonly task: object | undefined;
  readonly beats: number;
  readonly caller: number;
  calls: number;
  /** Who asks for something all the time, such as what time it is. */
  polling: number;
  stuckMs: number;
}

/** Looks per limit: how exact it is. */
const LOOKS = 8;

/** Real milliseconds that a thread may take to start. */
const START_LIMIT_MS = 60_000;

/**
 * Ends the lanes of a world that do not come back to their event loop. It only looks from time to time, so that turns pay nothing for it; and it
 * counts its own looks rather than a clock, so that a host that was held up itself blames nobody.
 */
export class Watchdog {
  readonly #limitMs: number;
  readonly #everyMs: number;
  readonly #watched = new Map<Watched, Observation>();
  #timer: NodeJS.Timeout | undefined;

  /** @param limitMs real milliseconds; `Infinity`: no watchdog */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
    this.#everyMs = Math.min(1000, limitMs / LOOKS);
  }

  /** Watches a lane until it is over. */
  watch(lane: Watched): void {
    if (this.#limitMs === Number.POSITIVE_INFINITY) return;
    this.#watched.set(lane, observe(lane));
    this.#timer ??= realSetInterval(() => this.#look(), this.#everyMs).unref();
  }

  #look(): void {
    for (const [lane, before] of this.#watched) {
      const seen = observe(lane);
      if (lane.isOver) this.#watched.delete(lane);
      else if (seen.task === undefined || seen.task !== before.task || seen.beats !== before.beats || seen.caller !== before.caller) this.#watched.set(lane, seen);
      else this.#stuck(lane, before);
    }
    if (this.#watched.size > 0) return;
    realClearInterval(this.#timer);
    this.#timer = undefined;
  }

  #stuck(lane: Watched, observation: Observation): void {
    const { calls, inside } = lane.pulse;
    const isStarted = observation.beats !== 0;
    observation.stuckMs += this.#everyMs;
    observation.polling = calls === observation.calls ? 0 : observation.caller;
    observation.calls = calls;
    if (observation.stuckMs < (isStarted ? this.#limitMs : Math.max(this.#limitMs, START_LIMIT_MS))) return;
    const { polling } = observation;
    const what = isStarted ? `code on its thread did not come back to the event loop within ${this.#limitMs} ms of real time (watchdogMs)` : `its thread did not start within ${observation.stuckMs} ms`;
    const hint = polling === 0 ? "" : ", and asks for the time or logs all the while: virtual time stands still while code runs, so await a timer instead";
    lane.end(new LaneDeath(what + hint, isStarted ? "hang" : "exit", inside || polling || undefined));
  }
}

function observe({ task, pulse: { beats, caller, calls } }: Watched): Observation {
  return { task, beats, caller, calls, polling: 0, stuckMs: 0 };
}
