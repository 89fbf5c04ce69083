import { compact } from "../../contract/compact.js";
import type { ContainerOptions } from "./container-options.js";
import type { ContainerSettings, Isolation } from "../../contract/container-settings.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { InvalidError } from "../../contract/errors.js";
import { Image } from "../images/image.js";
import { parseDependencies, type DependencyDefaults } from "./parse-dependencies.js";
import { parseAutoscaler } from "./parse-autoscaler.js";
import { parsePlacement } from "./parse-placement.js";
import { parseInstance, parseSwitch, parseText, parseWhole } from "../../checks/option-types.js";
import { describe, isPlainObject } from "../../checks/options.js";
import { parseCpu, parseGpus, parseMemory } from "../resources/resources.js";
import { parseRetries } from "../resources/retries.js";

/** What an app gives to each of its functions. */
export interface AppDefaults extends DependencyDefaults {
  readonly image?: Image;
  readonly includeSource: boolean;
}

const SHORTEST_TIMEOUT_MS = 1000;
const LONGEST_TIMEOUT_MS = 24 * 3_600_000;
const DEFAULT_TIMEOUT_MS = 300_000;

/**
 * The settings that the options of a function or class stand for, given that their names are known ones.
 * Modal: docs/modal/function-options.md#options.
 * @throws InvalidError for a value of a wrong type or out of its range
 */
export function parseContainerOptions(options: ContainerOptions, app: AppDefaults): ContainerSettings {
  const image = parseInstance("image", options.image, "an Image", isImage) ?? app.image ?? Image.debianSlim();
  const timeoutMs = parseTimeout("timeoutMs", options.timeoutMs) ?? DEFAULT_TIMEOUT_MS;
  return compact({
    image: image.definition,
    ...parseDependencies(options, app),
    gpus: parseGpus(options.gpu),
    serialized: parseSwitch("serialized", options.serialized, false),
    cpu: parseCpu(options.cpu, options.cpuLimit),
    memory: parseMemory(options.memoryMiB, options.memoryLimitMiB),
    ephemeralDiskMiB: parseWhole("ephemeralDiskMiB", options.ephemeralDiskMiB, 1, undefined, "MiB"),
    ...parseAutoscaler(options),
    retries: parseRetries(options.retries),
    timeoutMs,
    startupTimeoutMs: parseTimeout("startupTimeoutMs", options.startupTimeoutMs) ?? timeoutMs,
    cloud: parseText("cloud", options.cloud),
    ...parsePlacement(options),
    routingRegion: parseText("routingRegion", options.routingRegion),
    enableMemorySnapshot: parseSwitch("enableMemorySnapshot", options.enableMemorySnapshot, false),
    blockNetwork: parseSwitch("blockNetwork", options.blockNetwork, false),
    restrictModalAccess: parseSwitch("restrictModalAccess", options.restrictModalAccess, false),
    singleUseContainers: parseSingleUse(options),
    i6pn: parseSwitch("i6pn", options.i6pn, undefined),
    includeSource: parseSwitch("includeSource", options.includeSource, app.includeSource),
    experimentalOptions: parseExperiments(options.experimentalOptions ?? {}),
    restrictOutput: parseSwitch("restrictOutput", options.restrictOutput, false),
    isolation: parseIsolation(options.isolation),
  });
}

function parseTimeout(name: string, value: unknown): number | undefined {
  return parseWhole(name, value, SHORTEST_TIMEOUT_MS, LONGEST_TIMEOUT_MS, "milliseconds");
}

function parseSingleUse(options: ContainerOptions): boolean {
  const singleUse = parseSwitch("singleUseContainers", options.singleUseContainers, false);
  const { maxInputs } = options;
  if (maxInputs === undefined) return singleUse;
  if (maxInputs !== 1) {
    throw new InvalidError(
      `Option "maxInputs" can only be 1, got ${describe(maxInputs)}. Use "singleUseContainers: true" instead.`,
    );
  }
  warnDeprecated('Option "maxInputs"', '"singleUseContainers: true"');
  return true;
}

function parseExperiments(value: unknown): Readonly<Record<string, string>> {
  if (!isPlainObject(value))
    throw new InvalidError(`Option "experimentalOptions" must be an object, got ${describe(value)}.`);
  return Object.fromEntries(Object.entries(value).map(([name, setting]) => [name, parseExperiment(name, setting)]));
}

function parseExperiment(name: string, value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new InvalidError(
    `Option "experimentalOptions": ${name} must be a string, number or boolean, got ${describe(value)}.`,
  );
}

function parseIsolation(value: unknown): Isolation | undefined {
  if (value === undefined || value === "realm" || value === "thread" || value === "inline") return value;
  throw new InvalidError(`Option "isolation" must be "realm", "thread" or "inline", got ${describe(value)}.`);
}

function isImage(value: unknown): value is Image {
  return value instanceof Image;
}
