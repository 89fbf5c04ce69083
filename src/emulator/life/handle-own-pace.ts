import type { Failing } from "../kernel/failing.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Container } from "../records/container.js";
import type { Containers } from "./containers.js";

/** Lets containers say how much they take. Modal: docs/modal/containers.md#experimental-helpers. */
export function handleOwnPace(kernel: Kernel, containers: Containers): void {
  const find = (ordinal: number, pending: Failing): Container | undefined => {
    const container = containers.byOrdinal(ordinal);
    if (!container) pending.fail("InvalidError", "Only a container fetches inputs: call it in a function.");
    return container;
  };
  kernel.handle("container.retire", (_, pending) => {
    const container = find(pending.origin.ordinal, pending);
    if (!container) return;
    pending.reply(null);
    container.owner.retires("it fetches no further inputs");
  });
  kernel.handle("container.concurrency", ({ calls }, pending) => {
    const container = find(pending.origin.ordinal, pending);
    if (container) pending.reply(container.owner.concurrency?.(calls) ?? 1);
  });
}
