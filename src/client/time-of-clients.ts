import { getCallSites } from "node:util";
import type { Emulator } from "../emulator/world/emulator.js";
import { worldInSight } from "../emulator/world/opened-worlds.js";
import { lanePool } from "../emulator/lanes/threads/lane-pool.js";
import type { TimeScope } from "../emulator/time/virtual-timers.js";
import { modalPackage } from "../server/carriers/modal-package.js";

/** How many frames of ours, at most, lie between what asks for the time and the code that is looked for. */
const DEPTH = 10;

const worlds = new Set<Emulator>();
let isRouted = false;

/** From now on, the code of Modal's package has the time of a world, wherever that world is in sight or the only one. */
export function giveTime(world: Emulator): void {
  worlds.add(world);
  if (isRouted) return;
  isRouted = true;
  lanePool.routeTime(timeOfCaller);
}

/** The time that the code has which asks for it, if it is that of Modal's package. */
function timeOfCaller(): TimeScope | undefined {
  for (const world of worlds) if (world.isClosed) worlds.delete(world);
  if (worlds.size === 0) return undefined;
  const world = worldOfCaller();
  return world && isModals() ? world.clients.time : undefined;
}

function worldOfCaller(): Emulator | undefined {
  const inSight = worldInSight();
  if (inSight) return worlds.has(inSight) ? inSight : undefined;
  const [only] = worlds;
  return worlds.size === 1 ? only : undefined;
}

/** Whether the code that called what called this is that of Modal's package. */
function isModals(): boolean {
  const { folder } = modalPackage();
  return getCallSites(DEPTH).some(({ scriptName }) => scriptName.includes(folder));
}
