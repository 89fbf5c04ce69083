import type { WorldEvent } from "../../emulator/kernel/events.js";
import type { Mark, Series, Track, TrackKind } from "./track.js";

/** Makes lanes of a kind out of the events, which it reads one after the other. */
export interface Lanes {
  /** @param at position of the event */
  read(event: WorldEvent, at: number): void;
  /**
   * Everything was read.
   * @param last position of the last event
   * @returns lanes that have something on them
   */
  finish(last: number): Track[];
}

export function newTrack(kind: TrackKind, id: string, group: string, title: string, app = ""): Track {
  return { kind, id, group, title, app, spans: [], marks: [], rows: 1 };
}

export function mark(track: Track, kind: Mark["kind"], at: number, row = 0): void {
  track.marks.push({ kind, at, row });
}

/** Changes a number that a lane shows. */
export function step(track: Track, at: number, value: number): void {
  const series: Series = (track.series ??= { at: [], value: [] });
  const end = series.at.length - 1;
  if (series.at[end] === at) series.value[end] = value;
  else {
    series.at.push(at);
    series.value.push(value);
  }
}
