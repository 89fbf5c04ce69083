import type { ImageDefinition } from "./image-definition.js";
import type {
  GpuDefinition,
  CpuDefinition,
  MemoryDefinition,
  RetryPolicy,
  SchedulerPlacementDefinition,
} from "./resource-definitions.js";
import type { ProxyDefinition, VolumeMount, NetworkFileSystemDefinition, SecretDefinition } from "./stored-objects.js";

/** A mounted network file system as plain data. */
export interface NetworkFileSystemMount {
  readonly path: string;
  readonly networkFileSystem: NetworkFileSystemDefinition;
}

/** The options of a function or class, checked, with defaults, as plain data in one form each. */
export interface ContainerSettings {
  readonly image: ImageDefinition;
  /** The app's, the function's, and at the end the `env` option; later ones win. */
  readonly secrets: readonly SecretDefinition[];
  /** In order of preference. */
  readonly gpus: readonly GpuDefinition[];
  readonly serialized: boolean;
  readonly networkFileSystems: readonly NetworkFileSystemMount[];
  readonly volumes: readonly VolumeMount[];
  readonly cpu?: CpuDefinition;
  readonly memory?: MemoryDefinition;
  readonly ephemeralDiskMiB?: number;
  readonly minContainers: number;
  /** Left out if there is no limit. */
  readonly maxContainers?: number;
  readonly bufferContainers: number;
  readonly scaledownWindowMs: number;
  readonly proxy?: ProxyDefinition;
  readonly retries?: RetryPolicy;
  readonly timeoutMs: number;
  readonly startupTimeoutMs: number;
  readonly cloud?: string;
  readonly regions: readonly string[];
  readonly routingRegion?: string;
  readonly nonpreemptible: boolean;
  readonly schedulerPlacement?: SchedulerPlacementDefinition;
  readonly enableMemorySnapshot: boolean;
  readonly blockNetwork: boolean;
  readonly restrictModalAccess: boolean;
  readonly singleUseContainers: boolean;
  readonly i6pn?: boolean;
  readonly includeSource: boolean;
  readonly experimentalOptions: Readonly<Record<string, string>>;
  readonly restrictOutput: boolean;
  /** Left out if the world decides. */
  readonly isolation?: Isolation;
}

/**
 * Where the code of a function runs: in a realm of a shared thread, in a thread of its own, or in the caller's own
 * realm.
 */
export type Isolation = "realm" | "thread" | "inline";
