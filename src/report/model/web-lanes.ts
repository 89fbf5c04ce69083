import type { WorldEvent } from "../../emulator/kernel/events.js";
import { type Lanes, newTrack } from "./lanes.js";
import type { Origins } from "./origins.js";
import { PackedRows } from "./packed-rows.js";
import type { Span, Track } from "./track.js";

/** Requests to web functions, a lane per function. */
export class WebLanes implements Lanes {
  readonly #origins: Origins;
  readonly #lanes = new Map<string, { readonly track: Track; readonly rows: PackedRows }>();
  readonly #open = new Map<string, Span>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  read(event: WorldEvent, at: number): void {
    if (event.type === "web.request") {
      const { call, function: tag, method, path } = event;
      const { track, rows } = this.#lane(tag, this.#origins.appOfCall(call));
      const label = `${method} ${path}`;
      const span: Span = {
        kind: "request",
        label,
        row: rows.take(),
        from: at,
        to: at,
        state: "open",
        status: "",
        call,
      };
      track.spans.push(span);
      this.#open.set(call, span);
    } else if (event.type === "web.response") {
      const span = this.#open.get(event.call);
      if (!span) return;
      const { status } = event;
      const state = status === 0 ? "left" : status >= 500 ? "bad" : "good";
      Object.assign(span, { to: at, state, status: status === 0 ? "its client left" : String(status) });
      this.#open.delete(event.call);
      this.#lane(event.function, this.#origins.appOfCall(event.call)).rows.giveBack(span.row);
    }
  }

  finish(last: number): Track[] {
    for (const span of this.#open.values()) Object.assign(span, { to: last, status: "has not ended" });
    return Array.from(this.#lanes.values(), ({ track, rows }) => Object.assign(track, { rows: rows.count }));
  }

  #lane(tag: string, app: string): { readonly track: Track; readonly rows: PackedRows } {
    const key = `${app}/${tag}`;
    let lane = this.#lanes.get(key);
    if (!lane) {
      lane = { track: newTrack("web", `web ${key}`, "Web requests", tag, app), rows: new PackedRows() };
      this.#lanes.set(key, lane);
    }
    return lane;
  }
}
