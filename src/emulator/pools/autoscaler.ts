import type { Scale } from "../records/input-pool.js";

/**
 * The bounds that a function is defined with, or those that hold otherwise. Modal: docs/modal/containers.md#autoscaler.
 */
export function scaleOf({
  minContainers = 0,
  maxContainers = Number.POSITIVE_INFINITY,
  bufferContainers = 0,
  scaledownWindowMs = 60_000,
}: Partial<Scale>): Scale {
  return { minContainers, maxContainers, bufferContainers, scaledownWindowMs };
}

/** Bounds in clusters of a size, of those in containers. */
export function inClusters(
  { minContainers, maxContainers, bufferContainers, scaledownWindowMs }: Scale,
  size: number,
): Scale {
  return {
    minContainers: minContainers / size,
    maxContainers: maxContainers / size,
    bufferContainers: bufferContainers / size,
    scaledownWindowMs,
  };
}

/** The other way round. */
export function inContainers(
  { minContainers, maxContainers, bufferContainers, scaledownWindowMs }: Scale,
  size: number,
): Scale {
  return {
    minContainers: minContainers * size,
    maxContainers: maxContainers * size,
    bufferContainers: bufferContainers * size,
    scaledownWindowMs,
  };
}

export interface Load {
  readonly queued: number;
  readonly running: number;
  /** Containers that are starting, idle or busy. */
  readonly alive: number;
  /** Inputs that a container is meant to have at once. */
  readonly perContainer: number;
}

/**
 * How many containers a load wants: enough for its inputs, plus the buffer while there is any, within the bounds.
 * Modal: docs/modal/containers.md#autoscaler.
 */
export function desiredContainers(scale: Scale, { queued, running, perContainer }: Load): number {
  const demand = Math.ceil((queued + running) / perContainer);
  const wanted = demand + (demand > 0 ? scale.bufferContainers : 0);
  return Math.max(scale.minContainers, Math.min(wanted, scale.maxContainers));
}

/** Why an input waits, in words. */
export function waitReason(maxContainers: number, { queued, running, alive }: Load): string {
  return `${alive} of max ${maxContainers} containers have ${running} inputs, ${queued - 1} wait before it`;
}

/** Why a container is started, in words. */
export function scaleUpReason(scale: Scale, load: Load): string {
  if (load.queued + load.running === 0) return `${load.alive} of min ${scale.minContainers} containers alive`;
  const max = Number.isFinite(scale.maxContainers) ? `, max ${scale.maxContainers}` : "";
  const buffer = scale.bufferContainers > 0 ? `, buffer ${scale.bufferContainers}` : "";
  return `${load.queued} queued and ${load.running} running, ${load.alive} containers alive${max}${buffer}`;
}
