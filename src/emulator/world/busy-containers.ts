import type { Containers } from "../life/containers.js";

/** A container whose code runs, or waits for something real. */
export interface BusyContainer {
  /** Such as `fetchPage`, or the name of a class. */
  readonly function: string;
  /** `ta-…` */
  readonly containerId: string;
}

export function busyContainers(ordinals: readonly number[], containers: Containers): BusyContainer[] {
  return ordinals.flatMap((ordinal) => {
    const container = containers.byOrdinal(ordinal);
    return container ? [{ function: container.owner.target.tag, containerId: container.id }] : [];
  });
}
