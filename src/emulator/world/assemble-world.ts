import { lanePool, strictLanePool } from "../lanes/threads/lane-pool.js";
import type { WorldCircumstances, WorldParts } from "./world-parts.js";
import type { WorldSettings } from "./world-options.js";

/** Puts a world together: what that takes is loaded with the first one, while the thread of its lane starts. */
export async function assembleWorld(settings: WorldSettings, circumstances?: WorldCircumstances): Promise<WorldParts> {
  const preparing = (settings.strict ? strictLanePool : lanePool).prepare(settings);
  const { composeWorld } = await import("./world-parts.js");
  await preparing;
  return composeWorld(settings, circumstances);
}
