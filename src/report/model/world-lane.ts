import type { WorldEvent } from "../../emulator/kernel/events.js";
import { type Lanes, mark, newTrack } from "./lanes.js";
import type { Track } from "./track.js";

/** What began so belongs to the world or to an app as a whole. */
const OF_THE_WORLD = /^(?:world|app|autoscaler|start|tunnel|environment|workspace|proxyToken|image|storage|secret)\./;
const FAULTS: ReadonlySet<string> = new Set(["fault.build", "fault.rpc"]);

/** What happened to the world and its apps as a whole. */
export class WorldLane implements Lanes {
  readonly #track = newTrack("world", "world", "World", "world");

  read({ type }: WorldEvent, at: number): void {
    if (FAULTS.has(type)) mark(this.#track, "fault", at);
    else if (OF_THE_WORLD.test(type)) mark(this.#track, type === "image.failed" ? "error" : "world", at);
  }

  finish(): Track[] {
    return this.#track.marks.length > 0 ? [this.#track] : [];
  }
}
