import type { Kernel } from "../kernel/kernel.js";
import type { ContainerLife } from "./container-life.js";
import type { Containers } from "./containers.js";

/** Lets whoever looks after a world stop one of its containers. Modal: docs/modal/command-line.md#stored-things. */
export function handleStops(kernel: Kernel, containers: Containers, life: ContainerLife): void {
  kernel.handle("container.stop", ({ containerId, isGraceful }, pending) => {
    const container = containers.alive.find(({ id }) => id === containerId);
    if (!container) return pending.fail("NotFoundError", `There is no container ${containerId} that runs.`);
    pending.reply(null);
    if (isGraceful && container.isReady) container.leader.owner.retires("it was stopped when its inputs were done");
    else life.stop(container.leader, "it was stopped");
  });
}
