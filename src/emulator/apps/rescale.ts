import type { AutoscalerSettings } from "../../contract/backend.js";
import { clusterProblem } from "../../contract/cluster-settings.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { CallTarget } from "../records/function-record.js";
import type { Scale } from "../records/input-pool.js";

/**
 * Gives the pool of a function other bounds; those that are left out stay. Modal: docs/modal/containers.md#autoscaler.
 */
export function rescale(
  kernel: Kernel,
  target: CallTarget,
  settings: AutoscalerSettings,
  pending: Pending<"function.autoscaler">,
): void {
  const { scale } = target.pool;
  const next: Scale = {
    minContainers: settings.minContainers ?? scale.minContainers,
    maxContainers: settings.maxContainers ?? scale.maxContainers,
    bufferContainers: settings.bufferContainers ?? scale.bufferContainers,
    scaledownWindowMs: settings.scaledownWindowMs ?? scale.scaledownWindowMs,
  };
  if (next.minContainers > next.maxContainers)
    return pending.fail(
      "InvalidError",
      `updateAutoscaler: minContainers (${next.minContainers}) must not be above maxContainers (${next.maxContainers}).`,
    );
  const problem = clusterProblem({ ...next, cluster: target.definition.settings.cluster });
  if (problem) return pending.fail("InvalidError", `updateAutoscaler: ${problem}`);
  kernel.events.add("autoscaler.updated", {
    function: target.tag,
    ...next,
    maxContainers: Number.isFinite(next.maxContainers) ? next.maxContainers : null,
  });
  target.pool.rescale(next);
  pending.reply({ ...next, maxContainers: Number.isFinite(next.maxContainers) ? next.maxContainers : undefined });
}
