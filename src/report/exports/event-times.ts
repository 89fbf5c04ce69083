import type { ReportData } from "../model/report-data.js";
import type { Span } from "../model/track.js";

/** When things were, in whole microseconds since the epoch: never back, as a real clock may go that is set. */
export class EventTimes {
  /** Of the first event, or of the report if there is none. */
  readonly start: number;
  readonly #times: readonly number[];
  readonly #now: number;

  constructor({ events, now }: ReportData) {
    let last = 0;
    this.#times = events.map(({ at }) => (last = Math.max(last, microseconds(at))));
    this.#now = Math.max(last, microseconds(now));
    this.start = this.#times[0] ?? this.#now;
  }

  /** Of an event, by its position. */
  at(position: number): number {
    return this.#times[position] ?? this.#now;
  }

  /** What is not over lasts until the report was written. */
  endOf({ to, state }: Span): number {
    return state === "open" ? this.#now : this.at(to);
  }
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
