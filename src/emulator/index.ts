export { loadModule, type LoadedModule } from "./lanes/threads/load-module.js";
export { Emulator } from "./world/emulator.js";
export type { ReportOptions } from "./world/report-options.js";
export type { ReportFailure } from "../report/model/report-data.js";
export type { BusyContainer } from "./world/busy-containers.js";
export type { Bill, CallCost, FunctionCost, Phase, Phases } from "./bill/bill.js";
export type { Cost } from "./bill/cost.js";
export { type RateCard, type RateOptions, RATES } from "./bill/rate-card.js";
export type { DoctorCause, DoctorReport } from "./doctor/doctor-report.js";
export type { Difference } from "./doctor/difference.js";
export type { TracedEvent } from "./doctor/traced-event.js";
export type { Snapshot, SavedContent, SavedObject } from "./storage/snapshot.js";
export type { WorkspaceOptions } from "./world/parse-workspace.js";
export type { EmulatorOptions } from "./world/world-options.js";
export type { SandboxRuntime } from "../contract/sandbox-definition.js";
export type { WorldEvent, EventType, EventTypes } from "./kernel/events.js";
export type { EventLog } from "./kernel/event-log.js";
export type { LogEntry } from "../contract/log-commands.js";
export type { WorldLogs } from "./world/world-logs.js";
export type { CallSummary, ContainerSummary, InputSummary } from "./world/world-records.js";
export type { ImageLayerSummary, ImageSummary } from "./world/image-summaries.js";
export type { ScheduledFire, ScheduleSummary, WorldSchedules } from "./world/world-schedules.js";
export type { CalendarOptions } from "./schedules/calendar.js";
export type { WorldClock, PendingTimer } from "./world/world-clock.js";
export type { Duration } from "./world/duration.js";
export type { Faults, FaultyBuild, FaultyFunction } from "./faults/faults.js";
export type {
  AttemptAccess,
  AttemptSelection,
  BuildAccess,
  BuildSelection,
  ContainerAccess,
  ContainerLossOptions,
  DelayOptions,
  DuplicateOptions,
  FailBuildOptions,
  FailOptions,
  FailStartOptions,
  Fault,
  FaultKind,
  FaultPlan,
  SlowBuildOptions,
  SlowStartOptions,
  StartSelection,
} from "./faults/fault-plan.js";
export type { RpcAccess, RpcFaultOptions } from "./faults/rpc-fault.js";
export type { FaultFrequency } from "./faults/fault-error.js";
export type { FaultError } from "./faults/fault-error.js";
export type { StorageAccess, StorageFaultOptions, StorageOperation } from "./faults/storage-fault.js";
export type { WorldServer } from "./world/world-server.js";
export type { WorldSocket, SocketMessage } from "./participants/world-socket.js";
export type { WorldProxyTokens } from "./world/world-proxy-tokens.js";
export type { ProxyToken } from "./web/proxy-tokens.js";
export type { SocketOptions } from "./world/world-web.js";
export type { ClientListener, ListenOptions } from "./world/client-listener.js";
export type { ServeOptions } from "./world/world-server.js";
export type { RecordedRequest } from "./host/recorded-request.js";
export type { WorldBuckets } from "./world/world-buckets.js";
export type { WorldProxies } from "./world/world-proxies.js";
export type { WorldSecrets } from "./world/world-secrets.js";
export type { StandInOptions } from "./host/stand-in-use.js";
export type { FetchHandler, FetchPattern } from "./host/fetch-routes.js";
export type { CommandIo, CommandOutput } from "./host/command-io.js";
export type { SandboxCommand } from "./host/sandbox-programs.js";
export type { FailExecOptions, MockedOutcome, WorldSandboxes } from "./world/world-sandboxes.js";
