import { defaultWorld } from "./api/session/session.js";

export * from "./contract/errors.js";
export { ModalError as Error } from "./contract/errors.js";
export { type Batch, batched } from "./api/marks/batched.js";
export { type BatchSettings } from "./contract/function-settings.js";
export { type Batched } from "./api/types/function-types.js";
export { type BatchOptions } from "./api/types/mark-options.js";
export { concurrent } from "./api/marks/concurrent.js";
export { type ConcurrencySettings } from "./contract/function-settings.js";
export { type ConcurrencyOptions } from "./api/types/mark-options.js";
export { type PreemptionOptions, simulatePreemption } from "./api/inside/simulate-preemption.js";
export * as experimental from "./api/inside/experimental.js";
export { Client } from "./api/app/client.js";
export { CloudBucketMount, type CloudBucketMountOptions } from "./api/storage/cloud-bucket-mount.js";
export { type CloudBucketMountDefinition } from "./contract/stored-objects.js";
export type { ContainerOptions } from "./api/settings/container-options.js";
export type { Isolation } from "./contract/container-settings.js";
export type { ContainerSettings, NetworkFileSystemMount } from "./contract/container-settings.js";
export { Cron, type CronOptions } from "./api/schedules/cron.js";
export { type CronDefinition } from "./contract/schedule-definition.js";
export { Dict } from "./api/storage/dict.js";
export { type DictDefinition } from "./contract/stored-objects.js";
export { Environment } from "./api/storage/environment.js";
export { type EnvironmentDefinition } from "./contract/stored-objects.js";
export type { FileFilter, FilePredicate } from "./api/images/file-filter.js";
export type { FileFilterDefinition } from "./contract/image-definition.js";
export { FilePatternMatcher, NON_PYTHON_FILES } from "./api/images/file-pattern-matcher.js";
export { type FilePatternDefinition } from "./contract/image-definition.js";
export type { ClsOptions, FunctionOptions } from "./api/settings/function-options.js";
export type { FunctionSettings } from "./contract/function-settings.js";
export { Image } from "./api/images/image.js";
export type {
  DockerContextOptions,
  DockerfileOptions,
  PythonImageOptions,
  RegistryOptions,
} from "./api/images/image-base.js";
export type { DockerfileCommandsOptions, RunCommandsOptions, RunFunctionOptions } from "./api/images/image-commands.js";
export type {
  BaseLayer,
  BuildStepSettings,
  CommandLayer,
  ConfigurationLayer,
  FileLayer,
  ImageDefinition,
  ImageLayer,
  InstallLayer,
  PackageIndexSettings,
} from "./contract/image-definition.js";
export type { AddFileOptions, AddFilesOptions } from "./api/images/image-files.js";
export type {
  MicromambaOptions,
  PoetryOptions,
  PrivateReposOptions,
  PyprojectOptions,
  UvPipOptions,
  UvSyncOptions,
} from "./api/images/image-install.js";
export type {
  BuildStepOptions,
  ForceBuildOptions,
  PackageIndexOptions,
  Words,
} from "./api/images/image-step-options.js";
export type { LookupOptions, NamedObjectOptions } from "./api/storage/named-object.js";
export type { IdentifiedObject } from "./contract/stored-objects.js";
export type { NamedObject } from "./contract/stored-objects.js";
export { NetworkFileSystem } from "./api/storage/network-file-system.js";
export { type NetworkFileSystemDefinition } from "./contract/stored-objects.js";
export type { LogSource } from "./contract/log-commands.js";
export type { CallLogsManager, FetchLogsOptions, LogEntry, LogsManager } from "./api/logs/logs-manager.js";
export type { ObjectInfo } from "./contract/object-info.js";
export type {
  CreateObjectOptions,
  DeleteObjectOptions,
  ListObjectsOptions,
  ObjectManager,
} from "./api/storage/object-manager.js";
export { Period } from "./api/schedules/period.js";
export { type PeriodDefinition } from "./contract/schedule-definition.js";
export { type PeriodParts } from "./contract/schedule-definition.js";
export { Proxy } from "./api/storage/proxy.js";
export { type ProxyDefinition } from "./contract/stored-objects.js";
export { Queue } from "./api/storage/queue.js";
export { type QueueDefinition } from "./contract/stored-objects.js";
export type { PartitionOptions, QueueGetOptions, QueuePutOptions } from "./api/storage/queue-options.js";
export type { ResourceOption } from "./api/resources/resources.js";
export type { MemoryDefinition } from "./contract/resource-definitions.js";
export type { CpuDefinition } from "./contract/resource-definitions.js";
export type { GpuDefinition } from "./contract/resource-definitions.js";
export { Retries, type RetriesOptions } from "./api/resources/retries.js";
export { type RetryPolicy } from "./contract/resource-definitions.js";
export { Sandbox } from "./api/sandboxes/sandbox.js";
export type { ScheduleDefinition } from "./contract/schedule-definition.js";
export {
  SchedulerPlacement,
  type SchedulerPlacementDefinition,
  type SchedulerPlacementOptions,
} from "./api/resources/scheduler-placement.js";
export { Secret, type SecretLookupOptions } from "./api/storage/secret.js";
export { type EnvironmentValues } from "./checks/secret-values.js";
export { type SecretDefinition } from "./contract/stored-objects.js";
export { forward, type ForwardOptions, Tunnel, type TunnelAddress } from "./api/web/tunnel.js";
export { version } from "./checks/package-files.js";
export { type CreateVolumeOptions, Volume, type VolumeOptions } from "./api/storage/volume.js";
export { type VolumeDefinition } from "./contract/stored-objects.js";
export { type VolumeMountOptions } from "./contract/stored-objects.js";
export type { FileEntry, ListFilesOptions, RecursiveOptions, VolumeUpload } from "./api/storage/volume-files.js";
export type { VolumeMounts } from "./api/storage/volume-mounts.js";
export type { VolumeMount } from "./contract/stored-objects.js";
export { enter, exit, method, type EnterOptions, type MethodOptions } from "./api/marks/class-members.js";
export type { ParameterDefinition } from "./contract/app-definition.js";
export { Cls } from "./api/classes/cls.js";
export type {
  ClsControls,
  ClsInstance,
  ClsOf,
  Hook,
  MethodOf,
  Parameter,
  ParameterValue,
} from "./api/types/cls-types.js";
export type { DynamicOptions } from "./api/settings/dynamic-options.js";
export { interact } from "./api/inside/interact.js";
export { enableOutput } from "./api/app/enable-output.js";
export { parameter } from "./api/marks/parameter.js";
export { App, type AppOptions } from "./api/app/app.js";
export type { AutoscalerSettings, CallGraphNode, FunctionStats } from "./contract/backend.js";
export { formatCallGraph } from "./api/calls/format-call-graph.js";
export {
  type CurrentInput,
  currentFunctionCallId,
  currentInput,
  currentInputId,
  isLocal,
} from "./api/session/context.js";
export { excWithHints } from "./api/session/exc-with-hints.js";
export { FunctionCall, gather } from "./api/calls/function-call.js";
export { Function_, Function_ as Function, Function_ as FunctionHandle } from "./api/functions/function.js";
export type {
  AnyFunction,
  BatchedFunction_,
  FunctionOf,
  GeneratorFunction_,
  GenericFunction_,
  MapResult,
  StubGenerator_,
} from "./api/types/function-types.js";
export type { ForEachOptions } from "./api/calls/map-options.js";
export type { MapOptions } from "./api/calls/map-options.js";
export type { Inputs } from "./api/calls/map-options.js";
export type {
  EntrypointArgument,
  EntrypointArguments,
  EntrypointOptions,
  EntrypointValues,
  LocalEntrypoint,
} from "./api/app/local-entrypoint.js";
export { Stub } from "./api/app/stub.js";
export { type DeployOptions, RunningApp, type RunOptions } from "./api/app/running-app.js";

// The one place where the API meets the emulator: without a world in sight, `app.run` makes one of these.
defaultWorld.open = async () => (await import("./emulator/world/open-default-world.js")).openDefaultWorld();
