import type { ReportData } from "../../model/report-data.js";

/**
 * How events are laid out: by virtual time, or one after the other, with wider gaps where more time has passed. Much of
 * what happens on a virtual clock takes no time at all, and would be one line by time.
 */
export type AxisMode = "time" | "steps";

/** Positions of events along a line, in units of its own. */
export class Axis {
  readonly mode: AxisMode;
  /** By position of the event, never falling. */
  readonly places: Float64Array;
  /** Virtual time of each event, in epoch milliseconds. */
  readonly times: Float64Array;
  readonly end: number;

  constructor({ events, now }: Pick<ReportData, "events" | "now">, mode: AxisMode) {
    this.mode = mode;
    this.times = Float64Array.from(events, ({ at }) => at);
    this.places = mode === "time" ? this.#byTime() : this.#bySteps();
    const last = this.places.at(-1) ?? 0;
    this.end = Math.max(1, mode === "time" ? Math.max(last, now - (this.times[0] ?? now)) : last + 1);
  }

  /** The narrowest part that is worth to look at. */
  get smallest(): number {
    return this.mode === "time" ? 1 : 4;
  }

  place(position: number): number {
    return this.places[position] ?? this.end;
  }

  /** The first event at a place or after it; the number of events if there is none. */
  positionAt(place: number): number {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.places[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Virtual time at a place, in epoch milliseconds: by steps that of the event before. */
  timeAt(place: number): number {
    const first = this.times[0] ?? 0;
    if (this.mode === "time") return first + place;
    const position = this.positionAt(place);
    return this.times[this.places[position] === place ? position : Math.max(0, position - 1)] ?? first;
  }

  /** Where the first event at a time or after it is. */
  placeOfTime(time: number): number {
    if (this.mode === "time") return time - (this.times[0] ?? time);
    const found = this.times.findIndex((at) => at >= time);
    return this.place(found < 0 ? this.times.length - 1 : found);
  }

  #byTime(): Float64Array {
    const first = this.times[0] ?? 0;
    return this.times.map((time) => time - first);
  }

  #bySteps(): Float64Array {
    const places = new Float64Array(this.times.length);
    for (let index = 1; index < places.length; index++) {
      const passed = (this.times[index] ?? 0) - (this.times[index - 1] ?? 0);
      places[index] = (places[index - 1] ?? 0) + 1 + (passed > 0 ? 1 + Math.log10(1 + passed) : 0);
    }
    return places;
  }
}
