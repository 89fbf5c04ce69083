import { compact } from "../../contract/compact.js";
import type { ContainerOptions } from "./container-options.js";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { parseContainerOptions } from "./parse-container-options.js";
import { refuseRemovedOptions } from "./removed-options.js";
import type { DynamicSettings } from "../../contract/function-settings.js";

/** What `withOptions` can change. Modal: docs/modal/dynamic-options.md. */
export interface DynamicOptions extends Pick<
  ContainerOptions,
  | "cpu"
  | "cpuLimit"
  | "memoryMiB"
  | "memoryLimitMiB"
  | "env"
  | "secrets"
  | "volumes"
  | "retries"
  | "maxContainers"
  | "bufferContainers"
  | "scaledownWindowMs"
  | "timeoutMs"
  | "region"
  | "cloud"
  | "routingRegion"
> {
  /** `"TYPE"` or `"TYPE:count"`; one only. */
  gpu?: string;
}

const DYNAMIC_OPTIONS: readonly (keyof DynamicOptions)[] = [
  "cpu",
  "cpuLimit",
  "memoryMiB",
  "memoryLimitMiB",
  "gpu",
  "env",
  "secrets",
  "volumes",
  "retries",
  "maxContainers",
  "bufferContainers",
  "scaledownWindowMs",
  "timeoutMs",
  "region",
  "cloud",
  "routingRegion",
];

/**
 * The settings that the options of `withOptions` stand for. As in Python, what counts as false there (0, an empty text
 * or list, null) means that an option is not given. Modal: docs/modal/dynamic-options.md.
 * @throws InvalidError for an unknown option, and a value of a wrong type or out of its range
 * @throws DeprecationError for an option that Modal removed
 */
export function parseDynamicOptions(options: DynamicOptions): DynamicSettings {
  refuseRemovedOptions("withOptions", options);
  checkOptions("withOptions", options, DYNAMIC_OPTIONS);
  const given: DynamicOptions = Object.fromEntries(Object.entries(options).filter(([, value]) => !isEmpty(value)));
  if (given.gpu !== undefined && typeof given.gpu !== "string")
    throw new InvalidError(`Option "gpu" of withOptions must be a single string, got ${describe(given.gpu)}.`);
  const { maxContainers, timeoutMs, bufferContainers, scaledownWindowMs, ...parsed } = parseContainerOptions(given, {
    secrets: [],
    volumes: {},
    includeSource: true,
  });
  return compact({
    cpu: parsed.cpu,
    memory: parsed.memory,
    gpus: given.gpu && parsed.gpus,
    secrets: parsed.secrets.length > 0 ? parsed.secrets : undefined,
    volumes: given.volumes && parsed.volumes,
    retries: parsed.retries,
    maxContainers,
    bufferContainers: given.bufferContainers && bufferContainers,
    scaledownWindowMs: given.scaledownWindowMs && scaledownWindowMs,
    timeoutMs: given.timeoutMs && timeoutMs,
    regions: given.region && parsed.regions,
    cloud: parsed.cloud,
    routingRegion: parsed.routingRegion,
  }) as DynamicSettings;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return !value || (isPlainObject(value) && Object.keys(value).length === 0);
}
