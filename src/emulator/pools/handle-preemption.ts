import type { Kernel } from "../kernel/kernel.js";
import { Random } from "../kernel/random.js";
import type { Container } from "../records/container.js";

/** The containers that may ask to be preempted. */
export interface PreemptibleContainers {
  readonly now: number;
  byOrdinal(ordinal: number): Container | undefined;
  preempt(container: Container, reason: string): void;
}

/** Lets containers ask to be preempted, after a while or at once. Modal: section 8.6. */
export function handlePreemption(kernel: Kernel, containers: PreemptibleContainers): void {
  const jitter = new Random(`${kernel.seed}/preemption`);
  kernel.handle("container.preempt", ({ waitMs, jitterMs }, pending) => {
    const container = containers.byOrdinal(pending.origin.ordinal);
    if (!container) return pending.fail("ExecutionError", "simulatePreemption: only a container can be preempted.");
    pending.reply(null);
    if (waitMs === 0) return containers.preempt(container, "it interrupted itself");
    container.alarm?.cancel(); // as the second alarm of a process takes the place of the first
    container.alarm = kernel.timers.set({
      at: containers.now + waitMs + jitter.float() * jitterMs,
      kind: "arrival",
      label: () => `simulated preemption of container ${container.id} of \`${container.pool.target.tag}\``,
      fire: () => containers.preempt(container, "preempted, as its code asked for"),
    });
    container.alarm.setActive(false); // no time passes for its sake
  });
}
