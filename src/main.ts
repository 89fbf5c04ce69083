import { defaultWorld } from "./api/session.js";

export * from "./api/errors.js";
export { ModalError as Error } from "./api/errors.js";
export { type Batch, type Batched, batched, type BatchOptions, type BatchSettings } from "./api/batched.js";
export { concurrent, type ConcurrencyOptions, type ConcurrencySettings } from "./api/concurrent.js";
export { type PreemptionOptions, simulatePreemption } from "./api/simulate-preemption.js";
export * as experimental from "./api/experimental.js";
export { Client } from "./api/client.js";
export {
  CloudBucketMount,
  type CloudBucketMountDefinition,
  type CloudBucketMountOptions,
} from "./api/cloud-bucket-mount.js";
export type { ContainerOptions, Isolation } from "./api/container-options.js";
export type { ContainerSettings, NetworkFileSystemMount } from "./api/container-settings.js";
export { Cron, type CronDefinition, type CronOptions } from "./api/cron.js";
export { Dict, type DictDefinition } from "./api/dict.js";
export { Environment, type EnvironmentDefinition } from "./api/environment.js";
export type { FileFilter, FileFilterDefinition, FilePredicate } from "./api/file-filter.js";
export { type FilePatternDefinition, FilePatternMatcher, NON_PYTHON_FILES } from "./api/file-pattern-matcher.js";
export type { ClsOptions, FunctionOptions, FunctionSettings } from "./api/function-options.js";
export { Image } from "./api/image.js";
export type { DockerContextOptions, DockerfileOptions, PythonImageOptions, RegistryOptions } from "./api/image-base.js";
export type { DockerfileCommandsOptions, RunCommandsOptions, RunFunctionOptions } from "./api/image-commands.js";
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
} from "./api/image-definition.js";
export type { AddFileOptions, AddFilesOptions } from "./api/image-files.js";
export type {
  MicromambaOptions,
  PoetryOptions,
  PrivateReposOptions,
  PyprojectOptions,
  UvPipOptions,
  UvSyncOptions,
} from "./api/image-install.js";
export type { BuildStepOptions, ForceBuildOptions, PackageIndexOptions, Words } from "./api/image-step-options.js";
export type { IdentifiedObject, LookupOptions, NamedObject, NamedObjectOptions } from "./api/named-object.js";
export { NetworkFileSystem, type NetworkFileSystemDefinition } from "./api/network-file-system.js";
export type { LogSource } from "./api/log-commands.js";
export type { CallLogsManager, FetchLogsOptions, LogEntry, LogsManager } from "./api/logs-manager.js";
export type { ObjectInfo } from "./api/object-info.js";
export type {
  CreateObjectOptions,
  DeleteObjectOptions,
  ListObjectsOptions,
  ObjectManager,
} from "./api/object-manager.js";
export { Period, type PeriodDefinition, type PeriodParts } from "./api/period.js";
export { Proxy, type ProxyDefinition } from "./api/proxy.js";
export { Queue, type QueueDefinition } from "./api/queue.js";
export type { PartitionOptions, QueueGetOptions, QueuePutOptions } from "./api/queue-options.js";
export type { CpuDefinition, GpuDefinition, MemoryDefinition, ResourceOption } from "./api/resources.js";
export { Retries, type RetriesOptions, type RetryPolicy } from "./api/retries.js";
export { Sandbox } from "./api/sandbox.js";
export type { ScheduleDefinition } from "./api/schedule.js";
export {
  SchedulerPlacement,
  type SchedulerPlacementDefinition,
  type SchedulerPlacementOptions,
} from "./api/scheduler-placement.js";
export { type EnvironmentValues, Secret, type SecretDefinition, type SecretLookupOptions } from "./api/secret.js";
export { forward, type ForwardOptions, Tunnel, type TunnelAddress } from "./api/tunnel.js";
export { version } from "./api/package-files.js";
export {
  type CreateVolumeOptions,
  Volume,
  type VolumeDefinition,
  type VolumeMountOptions,
  type VolumeOptions,
} from "./api/volume.js";
export type { FileEntry, ListFilesOptions, RecursiveOptions, VolumeUpload } from "./api/volume-files.js";
export type { VolumeMount, VolumeMounts } from "./api/volume-mounts.js";
export { enter, exit, method, type EnterOptions, type MethodOptions } from "./api/class-members.js";
export type { ParameterDefinition } from "./api/app-definition.js";
export { Cls } from "./api/cls.js";
export type { ClsControls, ClsInstance, ClsOf, Hook, MethodOf, Parameter, ParameterValue } from "./api/cls-types.js";
export type { DynamicOptions } from "./api/dynamic-options.js";
export { interact } from "./api/interact.js";
export { enableOutput } from "./api/output.js";
export { parameter } from "./api/parameter.js";
export { App, type AppOptions } from "./api/app.js";
export type { AutoscalerSettings, CallGraphNode, FunctionStats } from "./api/backend.js";
export { formatCallGraph } from "./api/call-graph.js";
export { type CurrentInput, currentFunctionCallId, currentInput, currentInputId, isLocal } from "./api/context.js";
export { excWithHints } from "./api/exc-with-hints.js";
export { FunctionCall, gather } from "./api/function-call.js";
export { Function_, Function_ as Function, Function_ as FunctionHandle } from "./api/function-lookup.js";
export type {
  AnyFunction,
  BatchedFunction_,
  ForEachOptions,
  FunctionOf,
  GeneratorFunction_,
  GenericFunction_,
  Inputs,
  MapOptions,
  MapResult,
  StubGenerator_,
} from "./api/function-types.js";
export type {
  EntrypointArgument,
  EntrypointArguments,
  EntrypointOptions,
  EntrypointValues,
  LocalEntrypoint,
} from "./api/local-entrypoint.js";
export { Stub } from "./api/stub.js";
export { type DeployOptions, RunningApp, type RunOptions } from "./api/running-app.js";

// The one place where the API meets the emulator: without a world in sight, `app.run` makes one of these.
defaultWorld.open = async () => (await import("./emulator/default-world.js")).openDefaultWorld();
