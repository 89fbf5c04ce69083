import type { Image } from "../images/image.js";
import type { NetworkFileSystemMounts } from "../storage/network-file-system-mounts.js";
import type { Proxy } from "../storage/proxy.js";
import type { ResourceOption } from "../resources/resources.js";
import type { SchedulerPlacement } from "../resources/scheduler-placement.js";
import type { Retries } from "../resources/retries.js";
import type { Secret } from "../storage/secret.js";
import type { VolumeMounts } from "../storage/volume-mounts.js";
import type { Isolation } from "../../contract/container-settings.js";
import type { EnvironmentValues } from "../../checks/secret-values.js";

/**
 * What `app.function` and `app.cls` both take; anything else is an `InvalidError`, and so is a value out of its range.
 * Modal: docs/modal/function-options.md#options.
 */
export interface ContainerOptions {
  /** What the container is made from. Default: the app's image, else Debian slim. */
  image?: Image;
  /** Environment variables; they win over those of all secrets, and null leaves one out. */
  env?: EnvironmentValues;
  /** More environment variables: the app's secrets come first, then these in order; later ones win. */
  secrets?: readonly Secret[];
  /** `"TYPE"` or `"TYPE:count"` in any case, such as `"A100:2"`; of a list, the first that is free. */
  gpu?: string | readonly string[];
  /**
   * Ship the code by value, as text that sees no closure. Lifts the rule that it is defined at the top of a module.
   * Default: false.
   */
  serialized?: boolean;
  /** What is mounted at which absolute path, other than `/`, `/root` and `/tmp`. */
  networkFileSystems?: NetworkFileSystemMounts;
  /**
   * What is mounted at which absolute path, other than `/`, `/root` and `/tmp`; over the app's volumes. A volume has
   * one path only.
   */
  volumes?: VolumeMounts;
  /**
   * Cores, or a pair of request and limit. More than 0; the limit is not below the request. Both are checked on
   * creation.
   */
  cpu?: ResourceOption;
  /** The most cores, beside `cpu` as one number: `{ cpu: 1, cpuLimit: 2 }` is `{ cpu: [1, 2] }`. */
  cpuLimit?: number;
  /** Memory in MiB, a whole number, or a pair of request and limit. */
  memoryMiB?: ResourceOption;
  /** The most memory in MiB, beside `memoryMiB` as one number. */
  memoryLimitMiB?: number;
  /** Disk in MiB, a whole number from 1. */
  ephemeralDiskMiB?: number;
  /** Containers that run even when idle; a whole number from 0, not above `maxContainers`. Default: 0. */
  minContainers?: number;
  /** The most containers at a time; a whole number from 1. Default: no limit. */
  maxContainers?: number;
  /** Idle containers to keep beside the busy ones; a whole number from 0. Default: 0. */
  bufferContainers?: number;
  /** How long an idle container stays, in milliseconds; more than 0. Default: 60 000. */
  scaledownWindowMs?: number;
  /** The gateway that outgoing connections take. */
  proxy?: Proxy;
  /** Retries of a failed input: a number of them one second apart, or a policy. Not for generators. Default: none. */
  retries?: number | Retries;
  /** Time for each attempt of an input, in milliseconds; 1000 to 86 400 000. Default: 300 000. */
  timeoutMs?: number;
  /** Time for the start of a container, in milliseconds; 1000 to 86 400 000. Default: `timeoutMs`. */
  startupTimeoutMs?: number;
  /** Cloud provider: `aws`, `gcp`, `oci` or `auto`, in any case; checked on creation. */
  cloud?: string;
  /** Region, or several. */
  region?: string | readonly string[];
  /** Region through which inputs come in. */
  routingRegion?: string;
  /** Do not run on machines that may be taken away. Default: false. */
  nonpreemptible?: boolean;
  /**
   * Region, zone, kind of machine, and whether that may be taken away, in one; not beside `region` and `nonpreemptible`.
   * Containers see its zone as `MODAL_REGION`. @deprecated Use `region` and `nonpreemptible`.
   */
  schedulerPlacement?: SchedulerPlacement;
  /** Start from a snapshot of memory after `enter({ snap: true })`. Default: false. */
  enableMemorySnapshot?: boolean;
  /** No network in the container. Default: false. */
  blockNetwork?: boolean;
  /** The code may not call Modal. Default: false. */
  restrictModalAccess?: boolean;
  /** The container ends after one input. Default: false. */
  singleUseContainers?: boolean;
  /** Direct network between containers. Default: left to the backend. */
  i6pn?: boolean;
  /** Ship the file that defines the function. Default: that of the app. */
  includeSource?: boolean;
  /** Switches of experiments; every value becomes a string. */
  experimentalOptions?: Readonly<Record<string, string | number | boolean>>;
  /** Only 1. @deprecated Use `singleUseContainers: true`. */
  maxInputs?: number;
  /** Results are plain data only. Default: false. */
  restrictOutput?: boolean;
  /** Emulator only: where the code runs. Default: that of the world. */
  isolation?: Isolation;
}

/** The names of {@link ContainerOptions}. */
export const CONTAINER_OPTIONS: readonly (keyof ContainerOptions)[] = [
  "image",
  "env",
  "secrets",
  "gpu",
  "serialized",
  "networkFileSystems",
  "volumes",
  "cpu",
  "cpuLimit",
  "memoryMiB",
  "memoryLimitMiB",
  "ephemeralDiskMiB",
  "minContainers",
  "maxContainers",
  "bufferContainers",
  "scaledownWindowMs",
  "proxy",
  "retries",
  "timeoutMs",
  "startupTimeoutMs",
  "cloud",
  "region",
  "routingRegion",
  "nonpreemptible",
  "schedulerPlacement",
  "enableMemorySnapshot",
  "blockNetwork",
  "restrictModalAccess",
  "singleUseContainers",
  "i6pn",
  "includeSource",
  "experimentalOptions",
  "maxInputs",
  "restrictOutput",
  "isolation",
];
