import type { Timeline } from "../../model/timeline.js";
import { Axis, type AxisMode } from "./axis.js";

/** Shorter parts of the whole are not seen. */
const SEEN = 1 / 500;
/** A calendar is looked at by time. */
const MANY_FIRES = 10;

/** How a report is looked at first: by time, if that shows how long things took. */
export function firstMode({ data, tracks }: Timeline): AxisMode {
  const axis = new Axis(data, "time");
  let spans = 0;
  let seen = 0;
  let fires = 0;
  for (const track of tracks) {
    if (track.kind === "schedule") fires += track.marks.length;
    for (const { kind, from, to } of track.spans) {
      if (kind === "life" || kind === "start") continue;
      spans++;
      if (axis.place(to) - axis.place(from) > axis.end * SEEN) seen++;
    }
  }
  return fires >= MANY_FIRES || seen > spans / 2 ? "time" : "steps";
}
