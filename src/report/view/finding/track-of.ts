import type { Timeline } from "../../model/timeline.js";
import type { Track } from "../../model/track.js";

const known = new WeakMap<Timeline, Map<number, Track>>();

/** The lane to show for an event: the one where something begins with it, is marked by it, or ends with it. */
export function trackOf(timeline: Timeline, position: number): Track | undefined {
  let tracks = known.get(timeline);
  if (!tracks) {
    tracks = gather(timeline);
    known.set(timeline, tracks);
  }
  return tracks.get(position);
}

function gather({ tracks }: Timeline): Map<number, Track> {
  const found = new Map<number, Track>();
  const put = (position: number, track: Track): void => {
    if (!found.has(position)) found.set(position, track);
  };
  for (const track of tracks) for (const { from } of track.spans) put(from, track);
  for (const track of tracks) for (const { at } of track.marks) put(at, track);
  for (const track of tracks) for (const { to, state } of track.spans) if (state !== "open") put(to, track);
  return found;
}
