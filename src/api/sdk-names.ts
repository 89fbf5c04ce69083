// Types under the names that they have in Modal's JavaScript SDK, where those mean nothing else here.
import type { FunctionCall } from "./calls/function-call.js";
import type { FetchLogsOptions } from "./logs/logs-manager.js";
import type { FileInfo } from "./sandboxes/sandbox-file.js";
import type { ExecOptions } from "./sandboxes/exec-options.js";
import type { Sandbox } from "./sandboxes/sandbox.js";
import type { SidecarOptions } from "./sandboxes/sidecars.js";
import type { Queue } from "./storage/queue.js";

export type {
  AutoscalerSettings as FunctionAutoscalerSettings,
  AutoscalerSettings as FunctionUpdateAutoscalerParams,
  FunctionStats as FunctionCurrentStats,
} from "../contract/backend.js";
export type { VolumeMountOptions as VolumeMountOptionsParams } from "../contract/stored-objects.js";
export type { EnvironmentApps as EnvironmentAppsService } from "./app/environment-apps.js";
export type { DockerfileCommandsOptions as ImageDockerfileCommandsParams } from "./images/image-commands.js";
export type {
  CallLogsManager as FunctionCallLogsManager,
  CallLogsManager as SandboxLogsManager,
  FetchLogsOptions as FunctionLogFetchParams,
  FetchLogsOptions as LogFetchParams,
  FetchLogsOptions as SandboxLogFetchParams,
  LogsManager as FunctionLogsManager,
  StreamLogsOptions as FunctionCallLogStreamParams,
  StreamLogsOptions as FunctionLogStreamParams,
  TailLogsOptions as FunctionCallLogTailParams,
  TailLogsOptions as FunctionLogTailParams,
  TailLogsOptions as SandboxLogTailParams,
} from "./logs/logs-manager.js";
export type { ExecOptions as SandboxExecParams, ExecOptions as SidecarExecParams } from "./sandboxes/exec-options.js";
export type { ProbeOptions as ProbeParams } from "./sandboxes/probe.js";
export type {
  SnapshotOptions as SandboxSnapshotDirectoryParams,
  SnapshotOptions as SandboxSnapshotFilesystemParams,
  SnapshotOptions as SidecarSnapshotDirectoryParams,
  SnapshotOptions as SidecarSnapshotFilesystemParams,
} from "./sandboxes/sandbox-disk.js";
export type { SandboxCreateOptions as SandboxCreateParams } from "./sandboxes/sandbox-options.js";
export type { SandboxConnectCredentials as SandboxCreateConnectCredentials } from "./sandboxes/sandbox-ports.js";
export type {
  DynamicOptions as ClsWithOptionsParams,
  DynamicOptions as FunctionWithOptionsParams,
} from "./settings/dynamic-options.js";
export type { EnvironmentCreateOptions as EnvironmentCreateParams } from "./storage/environment-manager.js";
export type {
  LookupOptions as ImageFromNameParams,
  LookupOptions as ImagePublishParams,
  LookupOptions as ProxyFromNameParams,
  NamedObjectOptions as AppFromNameParams,
  NamedObjectOptions as QueueFromNameParams,
} from "./storage/named-object.js";
export type {
  DeleteObjectOptions as QueueDeleteParams,
  DeleteObjectOptions as SecretDeleteParams,
  DeleteObjectOptions as VolumeDeleteParams,
} from "./storage/object-manager.js";
export type { QueueGetOptions as QueueGetParams, QueuePutOptions as QueuePutParams } from "./storage/queue-options.js";
export type { SecretLookupOptions as SecretFromNameParams } from "./storage/secret.js";
export type { VolumeOptions as VolumeFromNameParams } from "./storage/volume.js";
export type {
  DeployedLookupOptions as ClsFromNameParams,
  DeployedLookupOptions as FunctionFromNameParams,
} from "./types/function-types.js";
export type {
  BatchOptions as ClsWithBatchingParams,
  BatchOptions as FunctionWithBatchingParams,
  ConcurrencyOptions as ClsWithConcurrencyParams,
  ConcurrencyOptions as FunctionWithConcurrencyParams,
} from "./types/mark-options.js";

/** Options of `Environment.fromName`. */
export type EnvironmentFromNameParams = { createIfMissing?: boolean };
/** What stands at a path in a sandbox. */
export type FileType = FileInfo["type"];
/** Options of `get` of a function call. */
export type FunctionCallGetParams = OptionsOf<FunctionCall<unknown>["get"]>;
/** Options of `cancel` of a function call. */
export type FunctionCallCancelParams = OptionsOf<FunctionCall<unknown>["cancel"]>;
/** Options of `logs.fetch` of a function call. */
export type FunctionCallLogFetchParams = Partial<FetchLogsOptions>;
/** Options of `clear` of a queue. */
export type QueueClearParams = OptionsOf<Queue["clear"]>;
/** Options of `iterate` of a queue. */
export type QueueIterateParams = OptionsOf<Queue["iterate"]>;
/** Options of `len` of a queue. */
export type QueueLenParams = OptionsOf<Queue["len"]>;
/** Options of `createConnectToken` of a sandbox. */
export type SandboxCreateConnectTokenParams = OptionsOf<Sandbox["createConnectToken"]>;
/** Options of `experimentalGetExitSnapshot` of a sandbox. */
export type SandboxExperimentalGetExitSnapshotParams = OptionsOf<Sandbox["experimentalGetExitSnapshot"]>;
/** Options of `Sandbox.fromName`. */
export type SandboxFromNameParams = NonNullable<Parameters<typeof Sandbox.fromName>[2]>;
/** Options of `Sandbox.list`. */
export type SandboxListParams = OptionsOf<typeof Sandbox.list>;
/** Options of `reloadVolumes` of a sandbox. */
export type SandboxReloadVolumesParams = OptionsOf<Sandbox["reloadVolumes"]>;
/** Options of `terminate` of a sandbox. */
export type SandboxTerminateParams = { wait?: boolean };
/** Options of `updateNetworkPolicy` of a sandbox. */
export type SandboxUpdateNetworkPolicyParams = Parameters<Sandbox["updateNetworkPolicy"]>[0];
/** Options of `Sandbox.experimentalFromSnapshot`. */
export type SandboxExperimentalFromSnapshotParams = NonNullable<Parameters<typeof Sandbox.experimentalFromSnapshot>[1]>;
/** Options of `create` of the containers beside a sandbox, behind a name and an image. */
export type SidecarCreateParams = Omit<SidecarOptions, "name" | "image">;
/** Options of `terminate` of a container beside a sandbox. */
export type SidecarTerminateParams = SandboxTerminateParams;
/** Options of `get` of the containers beside a sandbox. */
export type SidecarGetParams = { includeTerminated?: boolean };
/** Options of `list` of the containers beside a sandbox. */
export type SidecarListParams = OptionsOf<Sandbox["experimentalSidecars"]["list"]>;
/** What becomes of an output of a command. */
export type StdioBehavior = Exclude<NonNullable<ExecOptions["stdout"]>, "stdout">;
/** Whether the outputs of a command are text or bytes. */
export type StreamMode = NonNullable<ExecOptions["mode"]>;

type OptionsOf<M extends (options?: never) => unknown> = NonNullable<Parameters<M>[0]>;
