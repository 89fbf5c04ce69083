import type { LaneSide } from "../kernel/rounds.js";
import type { Examination } from "./examined-world.js";

/** Lanes whose reports an examination hears; they do not run ahead. */
export function observedLanes(lanes: LaneSide, examination: Examination): LaneSide {
  return {
    turn: async (deliveries, now) => {
      const reports = await lanes.turn(deliveries, now);
      examination.onReports(reports);
      return reports;
    },
  };
}
