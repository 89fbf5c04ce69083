import type { Kernel } from "../kernel/kernel.js";
import { Random } from "../kernel/random.js";
import type { ContainerLife } from "./container-life.js";
import type { Containers } from "./containers.js";

/** Lets containers ask to be preempted, after a while or at once. Modal: docs/modal/ending-containers.md#preemption. */
export function handlePreemption(kernel: Kernel, containers: Containers, life: ContainerLife): void {
  const jitter = new Random(`${kernel.seed}/preemption`);
  kernel.handle("container.preempt", ({ waitMs, jitterMs }, pending) => {
    const container = containers.byOrdinal(pending.origin.ordinal);
    if (!container) return pending.fail("ExecutionError", "simulatePreemption: only a container can be preempted.");
    pending.reply(null);
    if (waitMs === 0) life.preempt(container, "it interrupted itself");
    else life.preemptAfter(container, waitMs + jitter.float() * jitterMs);
  });
}
