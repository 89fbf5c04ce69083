import { newTrack } from "./lanes.js";
import type { Track } from "./track.js";

/** Containers of one function that have a lane each; where there are more, those that follow each other share one. */
const OWN_LANES = 16;

/** Lanes of containers, of which no more are made than containers were alive at once, where there are many. */
export function sharedLanes(tracks: readonly Track[]): Track[] {
  const groups = Map.groupBy(tracks, ({ group }) => group);
  return [...groups.values()].flatMap((group) => (group.length > OWN_LANES ? shared(group) : group));
}

interface Shared {
  readonly members: Track[];
  until: number;
}

function shared(tracks: readonly Track[]): Track[] {
  const lanes: Shared[] = [];
  for (const track of tracks) {
    const [from, to] = extentOf(track);
    let lane = lanes.find(({ until }) => until < from);
    if (!lane) lanes.push((lane = { members: [], until: -1 }));
    lane.members.push(track);
    lane.until = to;
  }
  return lanes.map(({ members }, index) => merged(members, index + 1));
}

function extentOf({ spans, marks }: Track): [from: number, to: number] {
  const life = spans[0];
  const last = spans.reduce((end, { to }) => Math.max(end, to), marks.at(-1)?.at ?? 0);
  return [life?.from ?? marks[0]?.at ?? 0, last];
}

function merged(members: readonly Track[], number: number): Track {
  const [first] = members;
  if (!first || members.length === 1) return first ?? newTrack("container", "", "", "");
  const { kind, id, group, app } = first;
  return {
    ...newTrack(kind, id, group, `${number}: ${members.length} containers`, app),
    spans: members.flatMap(({ spans }) => spans),
    marks: members.flatMap(({ marks }) => marks),
    rows: members.reduce((most, { rows }) => Math.max(most, rows), 1),
  };
}
