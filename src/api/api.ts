// What an app imports from the package.
export * from "../contract/errors.js";
export * as experimental from "./inside/experimental.js";
export type * from "./sdk-names.js";
export { checkForRenamedParams } from "../checks/check-for-renamed-params.js";
export { version } from "../checks/package-files.js";
export type { EnvironmentValues } from "../checks/secret-values.js";
export type { ParameterDefinition } from "../contract/app-definition.js";
export type { AutoscalerSettings, CallGraphNode, FunctionStats } from "../contract/backend.js";
export type * from "./modal-types.js";
export type { Isolation, ContainerSettings, NetworkFileSystemMount } from "../contract/container-settings.js";
export { ModalError as Error } from "../contract/errors.js";
export type { BatchSettings, ConcurrencySettings, FunctionSettings } from "../contract/function-settings.js";
export type {
  FileFilterDefinition,
  FilePatternDefinition,
  BaseLayer,
  BuildStepSettings,
  CommandLayer,
  ConfigurationLayer,
  FileLayer,
  ImageDefinition,
  ImageLayer,
  InstallLayer,
  PackageIndexSettings,
} from "../contract/image-definition.js";
export type { LogEntry, LogSource } from "../contract/log-commands.js";
export type { ObjectInfo } from "../contract/object-info.js";
export type {
  MemoryDefinition,
  CpuDefinition,
  GpuDefinition,
  RetryPolicy,
  SchedulerPlacementDefinition,
} from "../contract/resource-definitions.js";
export type {
  CronDefinition,
  PeriodDefinition,
  PeriodParts,
  ScheduleDefinition,
} from "../contract/schedule-definition.js";
export type {
  CloudBucketMountDefinition,
  DictDefinition,
  EnvironmentDefinition,
  IdentifiedObject,
  NamedObject,
  NetworkFileSystemDefinition,
  ProxyDefinition,
  QueueDefinition,
  SecretDefinition,
  VolumeDefinition,
  VolumeMountOptions,
  VolumeMount,
} from "../contract/stored-objects.js";
export { App } from "./app/app.js";
export type { AppInfo, AppInfoParams, AppLifecycle, AppState } from "./app/app-info.js";
export type { AppOptions, IncludeOptions } from "./app/app-options.js";
export { Client } from "./app/client.js";
export { enableOutput } from "./app/enable-output.js";
export type {
  EntrypointArgument,
  EntrypointArguments,
  EntrypointOptions,
  EntrypointValues,
  LocalEntrypoint,
} from "./app/local-entrypoint.js";
export { type DeployOptions, RunningApp, type RunOptions } from "./app/running-app.js";
export { Stub } from "./app/stub.js";
export { formatCallGraph } from "./calls/format-call-graph.js";
export { FunctionCall, gather } from "./calls/function-call.js";
export type {
  FunctionStatsParams,
  FunctionTimeRangeStats,
  StatsPercentile,
  StatsPercentileDistribution,
} from "./calls/function-stats.js";
export type { ForEachOptions, KeywordOptions, MapOptions, Inputs } from "./calls/map-options.js";
export { Cls } from "./classes/cls.js";
export type { ServerOptions } from "./classes/define-server.js";
export { Server } from "./classes/server.js";
export { Function_, Function_ as Function, Function_ as FunctionHandle } from "./functions/function.js";
export type { FileFilter, FilePredicate } from "./images/file-filter.js";
export { FilePatternMatcher, NON_PYTHON_FILES } from "./images/file-pattern-matcher.js";
export type {
  DockerContextOptions,
  DockerfileOptions,
  PythonImageOptions,
  RegistryOptions,
} from "./images/image-base.js";
export type { DockerfileCommandsOptions, RunCommandsOptions } from "./images/image-commands.js";
export type { RunFunctionOptions } from "./images/run-function.js";
export type { AddFileOptions, AddFilesOptions } from "./images/image-files.js";
export type {
  MicromambaOptions,
  PoetryOptions,
  PrivateReposOptions,
  PyprojectOptions,
  UvPipOptions,
  UvSyncOptions,
} from "./images/image-install.js";
export type { BuildStepOptions, ForceBuildOptions, PackageIndexOptions, Words } from "./images/image-step-options.js";
export { Image } from "./images/image.js";
export type { ImageLogEntry, ImageLogs } from "./images/image-logs.js";
export { interact } from "./inside/interact.js";
export { type PreemptionOptions, simulatePreemption } from "./inside/simulate-preemption.js";
export type { LogEntries } from "./logs/log-entries.js";
export type {
  CallLogsManager,
  FetchLogsOptions,
  LogsManager,
  StreamLogsOptions,
  TailLogsOptions,
} from "./logs/logs-manager.js";
export { batched } from "./marks/batched.js";
export { enter, exit, method, type EnterOptions, type MethodOptions } from "./marks/class-members.js";
export { concurrent } from "./marks/concurrent.js";
export { parameter } from "./marks/parameter.js";
export type { ResourceOption } from "./resources/resources.js";
export { Retries, type RetriesOptions } from "./resources/retries.js";
export { SchedulerPlacement, type SchedulerPlacementOptions } from "./resources/scheduler-placement.js";
export type { AttachOptions, TerminalInput, TerminalOutput } from "./sandboxes/attach.js";
export { ContainerProcess } from "./sandboxes/container-process.js";
export { ExperimentalOutboundPolicy, type HeaderReplacementOptions } from "./sandboxes/experimental-outbound-policy.js";
export { FileIO } from "./sandboxes/file-io.js";
export { Probe, type ProbeOptions } from "./sandboxes/probe.js";
export type { ModalReadStream } from "./sandboxes/read-stream.js";
export { Sandbox } from "./sandboxes/sandbox.js";
export { SandboxSnapshot } from "./sandboxes/sandbox-snapshot.js";
export { SidecarContainer, type SidecarOptions, type Sidecars } from "./sandboxes/sidecars.js";
export type { SandboxConnectCredentials } from "./sandboxes/sandbox-ports.js";
export type { FileInfo } from "./sandboxes/sandbox-file.js";
export { type FileWatchEvent, type FileWatchEventType, SandboxFilesystem } from "./sandboxes/sandbox-filesystem.js";
export type { ExecOptions } from "./sandboxes/exec-options.js";
export type { SnapshotOptions } from "./sandboxes/sandbox-disk.js";
export type { SandboxApp, SandboxCreateOptions } from "./sandboxes/sandbox-options.js";
export { StreamType } from "./sandboxes/stream-type.js";
export type { ModalWriteStream } from "./sandboxes/write-stream.js";
export { Cron, type CronOptions } from "./schedules/cron.js";
export { Period } from "./schedules/period.js";
export { type CurrentInput, currentFunctionCallId, currentInput, currentInputId, isLocal } from "./session/context.js";
export { excWithHints } from "./session/exc-with-hints.js";
export type { ContainerOptions } from "./settings/container-options.js";
export type { DynamicOptions } from "./settings/dynamic-options.js";
export type { ClsOptions, FunctionOptions } from "./settings/function-options.js";
export { CloudBucketMount, type CloudBucketMountOptions } from "./storage/cloud-bucket-mount.js";
export { Dict } from "./storage/dict.js";
export { Environment } from "./app/environment.js";
export type { EnvironmentApps } from "./app/environment-apps.js";
export type { EnvironmentCreateOptions } from "./storage/environment-manager.js";
export type { EnvironmentMembersRemoval } from "./storage/environment-members.js";
export type { EnvironmentRolesUpdate } from "./storage/environment-roles.js";
export { Workspace, type WorkspaceMemberInfo } from "./storage/workspace.js";
export type { ProxyTokenInfo, TokenData } from "./storage/workspace-proxy-tokens.js";
export type { EnvironmentRole, MemberRole, WorkspaceSetting } from "../contract/workspace-commands.js";
export type { LookupOptions, NamedObjectOptions } from "./storage/named-object.js";
export { NetworkFileSystem } from "./storage/network-file-system.js";
export type { NetworkFileSystemMounts } from "./storage/network-file-system-mounts.js";
export type {
  CreateObjectOptions,
  DeleteObjectOptions,
  ListObjectsOptions,
  ObjectManager,
} from "./storage/object-manager.js";
export { Proxy } from "./storage/proxy.js";
export type { PartitionOptions, QueueGetOptions, QueuePutOptions } from "./storage/queue-options.js";
export { Queue } from "./storage/queue.js";
export type { Ephemeral } from "./storage/stored-object.js";
export { Secret, type SecretLookupOptions } from "./storage/secret.js";
export type { FileEntry, ListFilesOptions, RecursiveOptions, VolumeUpload } from "./storage/volume-files.js";
export type { VolumeMounts } from "./storage/volume-mounts.js";
export {
  type ByteTarget,
  type CreateVolumeOptions,
  type EphemeralVolumeOptions,
  Volume,
  type VolumeOptions,
} from "./storage/volume.js";
export type { EphemeralOptions } from "./storage/stored-object.js";
export type {
  Cls as ClsType,
  Constructor,
  ClsControls,
  ClsInstance,
  BoundClsInstance,
  ClsOf,
  Hook,
  MethodOf,
  Parameter,
  ParameterValue,
} from "./types/cls-types.js";
export type {
  Batch,
  Batched,
  AnyFunction,
  DeployedLookupOptions,
  BatchedFunction_,
  Function_ as FunctionType,
  KeywordMapArguments,
  MapArguments,
  Marked,
  FunctionOf,
  GeneratorFunction_,
  GenericFunction_,
  MapResult,
  StubGenerator_,
} from "./types/function-types.js";
export type { MockOf } from "./types/mock-of.js";
export type { BatchOptions, ConcurrencyOptions } from "./types/mark-options.js";
export type {
  FetchApp,
  FetchFactory,
  NodeApp,
  NodeFactory,
  PeerMessage,
  SocketHooks,
  SocketPeer,
  WebFunction_,
} from "./types/web-types.js";
export type { WebKind, WebSettings } from "../contract/web-settings.js";
export { forward, type ForwardOptions, Tunnel, type TunnelAddress } from "./web/tunnel.js";
export { asgiApp, webServer, type WebServerOptions, wsgiApp } from "./web/web-apps.js";
export type { WebOptions } from "./web/web-options.js";
export { type EndpointOptions, fastapiEndpoint, webEndpoint } from "./web/fastapi-endpoint.js";
export type {
  BodyValue,
  DeclaredEndpoint,
  EndpointBody,
  QueryParameter,
  QueryParameters,
  QueryValues,
  StandardResult,
  StandardSchema,
} from "./types/endpoint-types.js";
