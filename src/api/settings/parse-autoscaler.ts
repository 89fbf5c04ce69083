import { isSpan } from "../../contract/time-range.js";
import type { AutoscalerSettings } from "../../contract/backend.js";
import { compact } from "../../contract/compact.js";
import type { ContainerOptions } from "./container-options.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import { isLocal } from "../session/context.js";
import { InvalidError } from "../../contract/errors.js";
import { parseWhole } from "../../checks/option-types.js";
import { checkOptions, describe } from "../../checks/options.js";

type Autoscaler = Pick<ContainerSettings, "minContainers" | "maxContainers" | "bufferContainers" | "scaledownWindowMs">;

/** Not documented by Modal: docs/modal/containers.md#autoscaler. */
const DEFAULT_SCALEDOWN_WINDOW_MS = 60_000;
/** Containers that are kept without any work, at most: more of them than this machine could hold is a mistake. */
const MOST_CONTAINERS = 10_000;
/** What Modal documents. */
const WINDOW_MS = { min: 2000, max: 1_200_000 } as const;

/** The autoscaler's settings among a function's options. Modal: docs/modal/containers.md#autoscaler. */
export function parseAutoscaler(options: ContainerOptions): Autoscaler {
  const {
    minContainers = 0,
    maxContainers,
    bufferContainers = 0,
    scaledownWindowMs = DEFAULT_SCALEDOWN_WINDOW_MS,
  } = parseGiven(options);
  if (maxContainers !== undefined && minContainers > maxContainers) {
    throw new InvalidError(
      `Option "minContainers" (${minContainers}) must not be above "maxContainers" (${maxContainers}).`,
    );
  }
  return compact({ minContainers, maxContainers, bufferContainers, scaledownWindowMs });
}

/**
 * What `updateAutoscaler` is given: what is left out stays as it is. Modal: docs/modal/calling.md#functions-as-objects.
 */
export function parseAutoscalerUpdate(settings: AutoscalerSettings): AutoscalerSettings {
  checkOptions("updateAutoscaler", settings, [
    "minContainers",
    "maxContainers",
    "bufferContainers",
    "scaledownWindowMs",
  ]);
  return parseGiven(settings);
}

function parseGiven({
  minContainers,
  maxContainers,
  bufferContainers,
  scaledownWindowMs,
}: ContainerOptions | AutoscalerSettings): AutoscalerSettings {
  return {
    minContainers: parseWhole("minContainers", minContainers, 0, MOST_CONTAINERS),
    maxContainers: parseWhole("maxContainers", maxContainers, 1),
    bufferContainers: parseWhole("bufferContainers", bufferContainers, 0, MOST_CONTAINERS),
    scaledownWindowMs: parseWindow(scaledownWindowMs),
  };
}

function parseWindow(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (!isSpan(value) || value <= 0)
    throw new InvalidError(
      `Option "scaledownWindowMs" must be a number of milliseconds above 0, up to 8.64e15, got ${describe(value)}.`,
    );
  const { min, max } = WINDOW_MS;
  if ((value < min || value > max) && isLocal())
    process.emitWarning(`Option "scaledownWindowMs" is ${value}: Modal takes ${min} to ${max} milliseconds.`);
  return value;
}
