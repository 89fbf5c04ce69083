import { getCallSites } from "node:util";
import { lanePool } from "../emulator/lanes/threads/lane-pool.js";
import type { TimeScope } from "../emulator/time/virtual-timers.js";
import { modalPackage } from "../server/carriers/modal-package.js";
import { worldOfClient } from "./world-of-client.js";

/** How many frames of ours, at most, lie between what asks for the time and the code that is looked for. */
const DEPTH = 10;

let isGiven = false;

/** From now on, the code of Modal's package has the time of the world that its client means, if that is clear. */
export function giveTime(): void {
  if (isGiven) return;
  isGiven = true;
  lanePool.routeTime(timeOfCaller);
}

/** The time that the code has which asks for it, if it is that of Modal's package. */
function timeOfCaller(): TimeScope | undefined {
  const world = worldOfClient();
  return world?.clients.isTimed && isModals() ? world.clients.time : undefined;
}

/** Whether the code that called what called this is that of Modal's package. */
function isModals(): boolean {
  const { folder } = modalPackage();
  return getCallSites(DEPTH).some(({ scriptName }) => scriptName.includes(folder));
}
