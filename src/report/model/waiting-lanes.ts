import type { WorldEvent } from "../../emulator/kernel/events.js";
import { type Lanes, mark, newTrack, step } from "./lanes.js";
import type { Origins } from "./origins.js";
import type { Track } from "./track.js";

interface Waiting {
  readonly track: Track;
  count: number;
}

/** How many inputs of a function wait for a container, a lane per function in which any ever did. */
export class WaitingLanes implements Lanes {
  readonly #origins: Origins;
  readonly #functions = new Map<string, Waiting>();
  readonly #waits = new Set<string>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  read(event: WorldEvent, at: number): void {
    if (event.type === "input.created" || event.type === "input.retry") this.#change(event.input, at, 1);
    else if (event.type === "attempt.started" || event.type === "input.ended") this.#change(event.input, at, -1);
    else if (event.type === "input.waits") mark(this.#of(event.input).track, "waits", at);
  }

  finish(): Track[] {
    return Array.from(this.#functions.values(), ({ track }) => track).filter(
      ({ series, marks }) => marks.length > 0 || (series && series.value.some((value) => value > 1)),
    );
  }

  #change(input: string, at: number, by: 1 | -1): void {
    if (this.#waits.has(input) === by > 0) return;
    if (by > 0) this.#waits.add(input);
    else this.#waits.delete(input);
    const waiting = this.#of(input);
    waiting.count += by;
    step(waiting.track, at, waiting.count);
  }

  #of(input: string): Waiting {
    const call = this.#origins.callOf(input);
    const [tag, app] = [this.#origins.tagOfCall(call), this.#origins.appOfCall(call)];
    const group = `${app === "" ? "" : `${app} · `}${tag}`;
    let known = this.#functions.get(group);
    if (!known) {
      known = { track: newTrack("waiting", `waiting ${group}`, group, "inputs that wait", app), count: 0 };
      this.#functions.set(group, known);
    }
    return known;
  }
}
