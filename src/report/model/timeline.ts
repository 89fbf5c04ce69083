import { CallLanes } from "./call-lanes.js";
import { ContainerLanes } from "./container-lanes.js";
import type { Lanes } from "./lanes.js";
import { Origins } from "./origins.js";
import { Problems } from "./problems.js";
import type { ReportData } from "./report-data.js";
import { SandboxLanes } from "./sandbox-lanes.js";
import { ScheduleLanes } from "./schedule-lanes.js";
import { StorageLanes } from "./storage-lanes.js";
import type { Problem, Track } from "./track.js";
import { WaitingLanes } from "./waiting-lanes.js";
import { WebLanes } from "./web-lanes.js";
import { WorldLane } from "./world-lane.js";

/** The lanes of a report, in the order in which they are shown, and what went wrong. */
export interface Timeline {
  readonly data: ReportData;
  /** Whose things are, after all events. */
  readonly origins: Origins;
  readonly tracks: readonly Track[];
  readonly problems: readonly Problem[];
}

/** Reads the events of a report. */
export function makeTimeline(data: ReportData): Timeline {
  const origins = new Origins(data);
  const problems = new Problems(origins);
  const groups: readonly Lanes[] = [
    new ScheduleLanes(origins),
    new WebLanes(origins),
    new CallLanes(origins),
    new WaitingLanes(origins),
    new ContainerLanes(origins),
    new SandboxLanes(origins),
    new StorageLanes(origins),
    new WorldLane(),
  ];
  for (const [at, event] of data.events.entries()) {
    origins.read(event);
    problems.read(event, at);
    for (const lanes of groups) lanes.read(event, at);
  }
  const last = Math.max(0, data.events.length - 1);
  const tracks = groups.flatMap((lanes) => lanes.finish(last));
  return { data, origins, problems: problems.finish(), tracks: gathered(tracks) };
}

/** Tracks of one group stand together, where its first one was. */
function gathered(tracks: readonly Track[]): Track[] {
  return [...Map.groupBy(tracks, ({ group }) => group).values()].flat();
}
