import type { Examination } from "../doctor/examined-world.js";
import { observedLanes } from "../doctor/observed-lanes.js";
import { RealClock } from "../host/real-clock.js";
import type { Kernel } from "../kernel/kernel.js";
import { Rounds } from "../kernel/rounds.js";
import type { WallClock } from "../kernel/wall-clock.js";
import { waitsOfWorld } from "../calls/wait-graph.js";
import type { LaneSet } from "../lanes/threads/lane-set.js";
import { ScheduleForesight } from "../schedules/schedule-foresight.js";
import { type ForesightParts, foresightPort } from "./foresight-port.js";
import type { WorldSettings } from "./world-options.js";

/** @param wall what a world with a real clock goes by, instead of the machine's time */
export function composeRounds(
  kernel: Kernel,
  lanes: LaneSet,
  parts: ForesightParts,
  settings: WorldSettings,
  { examination, wall }: { readonly examination?: Examination | undefined; readonly wall?: WallClock | undefined },
): Rounds {
  const isReal = settings.clock === "real";
  return new Rounds(kernel, examination ? observedLanes(lanes, examination) : lanes, {
    foresight: examination || isReal ? undefined : new ScheduleForesight(kernel, foresightPort(parts, settings)),
    wall: isReal ? (wall ?? new RealClock(settings.startTime)) : undefined,
    maxIdleAdvanceMs: settings.maxIdleAdvanceMs,
    waitGraph: () => waitsOfWorld(kernel, parts.calls.all),
  });
}
