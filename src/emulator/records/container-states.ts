/**
 * States of a container. `created`: waits for its cold start; `starting`: evaluates the module; `idle` and `busy`:
 * takes inputs; `exiting`: was interrupted, runs `exit` hooks.
 */
export type ContainerState = "created" | "starting" | "idle" | "busy" | "exiting" | "stopped";

/** From each state, where a container may go. */
export const CONTAINER_TRANSITIONS: Readonly<Record<ContainerState, readonly ContainerState[]>> = {
  created: ["starting", "stopped"],
  starting: ["idle", "stopped"],
  idle: ["busy", "exiting", "stopped"],
  busy: ["idle", "exiting", "stopped"],
  exiting: ["stopped"],
  stopped: [],
};

export function checkContainerTransition(from: ContainerState, to: ContainerState): void {
  if (!CONTAINER_TRANSITIONS[from].includes(to)) throw new TypeError(`A container cannot go from ${from} to ${to}.`);
}
