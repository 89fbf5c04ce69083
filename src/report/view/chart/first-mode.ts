import type { Timeline } from "../../model/timeline.js";
import type { Span } from "../../model/track.js";
import type { AxisMode } from "./axis.js";

/** With less of the time used than this, what happened would be thin lines. */
const BUSY = 1 / 10;
/** What takes time because something is done, and not because it is waited for. */
const WORK: ReadonlySet<Span["kind"]> = new Set(["attempt", "command", "request"]);
/** A calendar is looked at by time. */
const MANY_FIRES = 10;

/** How a report is looked at first: by time, if that shows how long things took. */
export function firstMode({ data, tracks }: Timeline): AxisMode {
  let fires = 0;
  for (const { kind, marks } of tracks) if (kind === "schedule") fires += marks.length;
  if (fires >= MANY_FIRES) return "time";
  const time = (position: number): number => data.events[position]?.at ?? data.now;
  const spans = tracks
    .flatMap((track) => track.spans.filter(({ kind }) => WORK.has(kind)))
    .toSorted((a, b) => a.from - b.from);
  let busy = 0;
  let until = time(0);
  for (const { from, to } of spans) {
    busy += Math.max(0, time(to) - Math.max(until, time(from)));
    until = Math.max(until, time(to));
  }
  return busy > (data.now - time(0)) * BUSY ? "time" : "steps";
}
