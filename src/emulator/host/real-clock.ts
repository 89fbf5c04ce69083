import type { WallClock } from "../kernel/wall-clock.js";
import { RealDate, realClearTimeout, realSetTimeout } from "../time/real-time.js";

/**
 * Real milliseconds between two looks at the clock: it may have been set, or the machine been asleep, which timers do
 * not notice.
 */
const LOOK_MS = 1000;

/** The machine's time, in epoch milliseconds. */
export function machineTime(): number {
  return RealDate.now();
}

/** The machine's clock, moved so that it begins where the world does. Where that one is set back, this one goes on. */
export class RealClock implements WallClock {
  #last: number;
  #offset: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param startsAt epoch milliseconds */
  constructor(startsAt: number) {
    this.#last = startsAt;
    this.#offset = startsAt - machineTime();
  }

  now(): number {
    const now = machineTime() + this.#offset;
    if (now < this.#last) this.#offset += this.#last - now;
    return (this.#last = Math.max(this.#last, now));
  }

  wakeAt(at: number, wake: () => void): void {
    realClearTimeout(this.#timer);
    this.#timer = realSetTimeout(wake, Math.max(0, Math.min(at - this.now(), LOOK_MS)));
  }

  close(): void {
    realClearTimeout(this.#timer);
  }
}
