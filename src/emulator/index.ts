export { Emulator } from "./world.js";
export type { EmulatorOptions } from "./world-options.js";
export type { WorldEvent, EventType, EventTypes } from "./kernel/events.js";
export type { EventLog } from "./kernel/event-log.js";
export type { LogEntry, WorldLogs } from "./world-logs.js";
export type { CallSummary, ContainerSummary, InputSummary } from "./world-records.js";
export type { WorldClock, PendingTimer } from "./clock/world-clock.js";
export type { Duration } from "./clock/duration.js";
export type { FetchHandler, FetchPattern } from "./host/fetch-routes.js";
