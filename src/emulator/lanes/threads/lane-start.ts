import type { LaneTask } from "./lane-entry.js";

/**
 * What piscina loads in a thread. It prefers `require`, and a loader such as tsx answers that with copies of the
 * modules that `import` loads: so the lane itself, which is to have the same modules as the app, is imported.
 */
export default async function start(task: LaneTask): Promise<void> {
  const { default: serveWorld } = await import("./lane-entry.js");
  await serveWorld(task);
}
