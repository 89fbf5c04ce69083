import type { WorldEvent } from "../../emulator/kernel/events.js";
import { type Lanes, mark, newTrack } from "./lanes.js";
import type { Origins } from "./origins.js";
import type { Track } from "./track.js";

/** When schedules fired, a lane per function. */
export class ScheduleLanes implements Lanes {
  readonly #origins: Origins;
  readonly #lanes = new Map<string, Track>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  read(event: WorldEvent, at: number): void {
    if (event.type !== "schedule.fired" && event.type !== "schedule.missed") return;
    const key = `${event.app}/${event.function}`;
    let track = this.#lanes.get(key);
    if (!track) {
      const app = this.#origins.appName(event.app);
      track = newTrack("schedule", `schedule ${key}`, "Schedules", event.function, app);
      this.#lanes.set(key, track);
    }
    mark(track, event.type === "schedule.fired" ? "schedule" : "error", at);
  }

  finish(): Track[] {
    return [...this.#lanes.values()];
  }
}
