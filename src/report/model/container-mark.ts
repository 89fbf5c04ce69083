import type { WorldEvent } from "../../emulator/kernel/events.js";
import type { Mark } from "./track.js";

/** Events with a `container` that are marks on its lane, by their type. */
const MARKS: Partial<Record<WorldEvent["type"], Mark["kind"]>> = {
  "container.snapshotted": "ready",
  "container.restored": "ready",
  "process.started": "ready",
  "container.exitFailed": "error",
  "world.nondeterministic": "error",
  "fetch.answered": "fetch",
  "fetch.refused": "error",
  "files.changed": "storage",
  "volume.committed": "storage",
  "volume.reloaded": "storage",
  "fault.injected": "fault",
  "fault.storage": "fault",
};

/** What an event is on the lane of its container; `undefined` if it is no mark there. */
export function containerMark(event: WorldEvent): Mark["kind"] | undefined {
  if (event.type === "log") return event.stream === "stderr" ? "error" : "log";
  return Object.hasOwn(MARKS, event.type) ? MARKS[event.type] : undefined;
}
