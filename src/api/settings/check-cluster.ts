import { InvalidError, UnimplementedError } from "../../contract/errors.js";
import type { FunctionSettings } from "../../contract/function-settings.js";
import { clusterProblem } from "../../contract/cluster-settings.js";

/**
 * The settings of what is clustered. @throws InvalidError if its containers do not come in clusters; UnimplementedError
 * for what clusters cannot be here
 */
export function checkCluster(what: string, settings: FunctionSettings, isGenerator: boolean): void {
  const problem = clusterProblem(settings);
  if (problem) throw new InvalidError(`${what}: ${problem}`);
  if (settings.cluster && isGenerator)
    throw new UnimplementedError(`${what} is a clustered generator, which is not emulated.`);
  if (settings.cluster && (settings.batch || settings.concurrency))
    throw new UnimplementedError(
      `${what} is clustered as well as ${settings.batch ? "batched" : "concurrent"}, which is not emulated.`,
    );
}
