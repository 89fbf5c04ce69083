import type { EventType, WorldEvent } from "../../emulator/kernel/events.js";
import { describeEvent } from "../model/describe-event.js";
import type { ReportData } from "../model/report-data.js";
import type { Timeline } from "../model/timeline.js";
import { attributes, type OtlpEvent } from "./otlp-span.js";

/** What is told as an event of a span, by its type. What begins and ends spans is told by these. */
const TOLD: ReadonlySet<EventType> = new Set<EventType>([
  "blob.created",
  "container.exitFailed",
  "container.restored",
  "container.snapshotted",
  "fault.exec",
  "fault.injected",
  "fault.storage",
  "fetch.answered",
  "fetch.refused",
  "files.changed",
  "input.retry",
  "input.waits",
  "process.started",
  "sandbox.ready",
  "sandbox.snapshotted",
  "volume.committed",
  "volume.reloaded",
  "web.response",
  "world.nondeterministic",
]);

type Told = Omit<OtlpEvent, "timeUnixNano">;

/**
 * What of an event is told in the span that it belongs to, but for its time; `undefined` if that is nothing.
 * @param next the event that follows
 */
export function logged(event: WorldEvent, { data, origins }: Timeline, next: WorldEvent | undefined): Told | undefined {
  if (event.type === "log")
    return { name: "log", attributes: attributes({ "log.iostream": event.stream, message: event.text }) };
  if (event.type === "attempt.ended") return exceptionOf(event, data, next);
  if (!TOLD.has(event.type)) return undefined;
  const message = describeEvent(event, origins);
  if (event.type !== "web.response") return { name: event.type, attributes: attributes({ message }) };
  const { method, path, status } = event;
  const code = status === 0 ? undefined : status;
  return {
    name: event.type,
    attributes: attributes({
      "http.request.method": method,
      "url.path": path,
      "http.response.status_code": code,
      message,
    }),
  };
}

/** An input has the stack of what it failed with in the end. */
function exceptionOf(
  { error, input }: Extract<WorldEvent, { type: "attempt.ended" }>,
  { stacks }: ReportData,
  next: WorldEvent | undefined,
): Told | undefined {
  if (!error) return undefined;
  const isLast = next?.type !== "input.retry" || next.input !== input;
  return {
    name: "exception",
    attributes: attributes({
      "exception.type": error.name,
      "exception.message": error.message,
      "exception.stacktrace": isLast ? stacks[input] : undefined,
    }),
  };
}
