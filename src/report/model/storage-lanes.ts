import type { WorldEvent } from "../../emulator/kernel/events.js";
import { type Lanes, mark, newTrack, step } from "./lanes.js";
import type { Origins } from "./origins.js";
import type { Track } from "./track.js";

/** What happened to stored objects, a lane each, with the depth of queues. */
export class StorageLanes implements Lanes {
  readonly #origins: Origins;
  readonly #lanes = new Map<string, Track>();
  readonly #counts = new Map<string, number>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  read(event: WorldEvent, at: number): void {
    const id = objectOf(event);
    if (id === undefined) return;
    const track = this.#lane(id);
    mark(track, event.type === "fault.storage" ? "fault" : "storage", at);
    const change = changeOf(event);
    if (change === undefined) return;
    const count = Math.max(0, (this.#counts.get(id) ?? 0) + change);
    this.#counts.set(id, count);
    step(track, at, count);
  }

  finish(): Track[] {
    return [...this.#lanes.values()];
  }

  #lane(id: string): Track {
    let track = this.#lanes.get(id);
    if (!track) {
      track = newTrack("storage", id, "Storage", this.#origins.nameOf(id));
      this.#lanes.set(id, track);
    }
    return track;
  }
}

function objectOf(event: WorldEvent): string | undefined {
  if ("queue" in event) return event.queue;
  if ("dict" in event) return event.dict;
  return "object" in event ? (event.object ?? undefined) : undefined;
}

/** By how much an event changes how many items a queue has. */
function changeOf(event: WorldEvent): number | undefined {
  if (event.type === "queue.put") return event.items;
  return event.type === "queue.got" || event.type === "queue.cleared" ? -event.items : undefined;
}
