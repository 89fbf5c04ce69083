import type { LoggedLine } from "../../contract/log-commands.js";
import type { WorldEvent } from "../kernel/events.js";
import type { InputRecord } from "../records/call-record.js";
import type { ContainerTarget } from "../records/container-target.js";

/** What was written, as the event log has it. */
export type LogEvent = Extract<WorldEvent, { type: "log" }>;

/** The same, wherever it stands. */
export type LogLine = Pick<LogEvent, "at" | "container" | "input" | "stream" | "text">;

/** What it takes to know whose output something is. */
export interface LogOrigins {
  input(id: string): InputRecord | undefined;
  /** What a container is or was for. */
  targetOf(containerId: string): ContainerTarget;
}

/** An entry of the log with where it comes from. */
export function loggedLine({ at, stream, text, container, input }: LogLine, origins: LogOrigins): LoggedLine {
  const call = input === null ? undefined : origins.input(input)?.call;
  const target = origins.targetOf(container);
  return {
    at,
    source: stream,
    text,
    appId: target.app.id,
    contextIds: call && input !== null ? [call.target.id, call.id, input, container] : [target.id, container],
    containerId: container,
    inputId: input,
  };
}
