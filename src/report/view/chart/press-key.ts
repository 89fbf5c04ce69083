import type { Track } from "../../model/track.js";
import type { EventFacts } from "../finding/event-facts.js";
import { trackOf } from "../finding/track-of.js";
import { firstAt } from "./visible-part.js";
import type { TrackLayout } from "./track-layout.js";
import type { Viewport } from "./viewport.js";

export interface KeyTarget {
  readonly facts: EventFacts;
  readonly viewport: Viewport;
  readonly layout: TrackLayout;
  readonly selected: number | undefined;
  select(position: number | undefined): void;
}

/** What the keys do that are the chart's; `docs/timeline.md` and the page's help list them. @returns whether it was one */
export function pressKey(key: string, isShift: boolean, target: KeyTarget): boolean {
  const { viewport, facts, selected, select } = target;
  if (isShift && key === "ArrowLeft") viewport.pan(-0.2);
  else if (isShift && key === "ArrowRight") viewport.pan(0.2);
  else if (key === "ArrowLeft") stepAlong(target, -1);
  else if (key === "ArrowRight") stepAlong(target, 1);
  else if (key === "ArrowUp") stepAcross(target, -1);
  else if (key === "ArrowDown") stepAcross(target, 1);
  else if (key === "Home") select(0);
  else if (key === "End") select(facts.count - 1);
  else if (key === "+" || key === "=" || key === "w") viewport.zoom(0.7, shareOf(target));
  else if (key === "-" || key === "s") viewport.zoom(1 / 0.7, shareOf(target));
  else if (key === "a") viewport.pan(-0.2);
  else if (key === "d") viewport.pan(0.2);
  else if (key === "0") viewport.showAll();
  else if (key === "n" || key === "p") goToProblem(target, key === "n" ? 1 : -1);
  else if (key === "Escape") select(undefined);
  else if (key === "Enter" && selected !== undefined) document.getElementById("panel")?.focus();
  else return false;
  return true;
}

/** Zooming keeps what is looked at where it is. */
function shareOf({ viewport, selected }: KeyTarget): number {
  if (selected === undefined) return 0.5;
  const share = (viewport.axis.place(selected) - viewport.from) / (viewport.to - viewport.from);
  return share >= 0 && share <= 1 ? share : 0.5;
}

/** Positions of everything on a lane, in order. */
const stops = new WeakMap<Track, readonly number[]>();

function stopsOf(track: Track): readonly number[] {
  let known = stops.get(track);
  if (!known) {
    const all = [
      ...track.spans.flatMap(({ from, to }) => [from, to]),
      ...track.marks.map(({ at }) => at),
      ...(track.series?.at ?? []),
    ];
    known = [...new Set(all)].toSorted((a, b) => a - b);
    stops.set(track, known);
  }
  return known;
}

function lanesOf({ layout }: KeyTarget): Track[] {
  return layout.items.flatMap(({ track }) => (track ? [track] : []));
}

/** The lane that is looked at: the one that was gone to last, if the event is on it, otherwise the first that has it. */
let last: Track | undefined;

function currentLane(target: KeyTarget): Track | undefined {
  const { selected } = target;
  const lanes = lanesOf(target);
  if (selected === undefined) return lanes[0];
  const has = (track: Track): boolean => stopsOf(track).includes(selected);
  return last && has(last) && lanes.includes(last) ? last : (trackOf(target.facts.timeline, selected) ?? lanes[0]);
}

function stepAlong(target: KeyTarget, by: 1 | -1): void {
  const lane = currentLane(target);
  const found = lane && stopsOf(lane);
  if (!found) return;
  const from = target.selected ?? -1;
  const index = firstAt(found.length, (each) => found[each] ?? 0, by > 0 ? from + 1 : from) - (by > 0 ? 0 : 1);
  const next = found[index];
  last = lane;
  if (next !== undefined) target.select(next);
}

/** To what is nearest on the lane above or below. */
function stepAcross(target: KeyTarget, by: 1 | -1): void {
  const lanes = lanesOf(target);
  const lane = currentLane(target);
  const next = lane && lanes[lanes.indexOf(lane) + by];
  if (!next) return;
  const found = stopsOf(next);
  const from = target.selected ?? 0;
  const after = firstAt(found.length, (each) => found[each] ?? 0, from);
  const nearest = [found[after - 1], found[after]]
    .filter((position) => position !== undefined)
    .toSorted((a, b) => Math.abs(a - from) - Math.abs(b - from))[0];
  last = next;
  if (nearest !== undefined) target.select(nearest);
}

function goToProblem({ facts, selected = -1, select }: KeyTarget, by: 1 | -1): void {
  const places = facts.timeline.problems.map(({ at }) => at);
  const next = by > 0 ? places.find((at) => at > selected) : places.findLast((at) => at < selected);
  if (next !== undefined) select(next);
}
