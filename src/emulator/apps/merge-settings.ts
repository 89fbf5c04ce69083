import type { FunctionDefinition } from "../../contract/app-definition.js";
import type { FunctionSettings, DynamicSettings } from "../../contract/function-settings.js";
import { clusterProblem } from "../../contract/cluster-settings.js";

/**
 * What a variant runs with. A time limit of its own is also that of its start, unless that had one.
 * Modal: docs/modal/dynamic-options.md.
 */
export function mergeSettings(definition: FunctionDefinition, options: DynamicSettings | undefined): FunctionSettings {
  const { settings } = definition;
  if (!options) return settings;
  const { timeoutMs, startupTimeoutMs, batch } = settings;
  const merged = {
    ...settings,
    ...options,
    startupTimeoutMs: startupTimeoutMs === timeoutMs ? (options.timeoutMs ?? timeoutMs) : startupTimeoutMs,
  };
  // a redeploy may have added methods
  return options.batch && batchingProblem(definition) ? { ...merged, ...(batch && { batch }) } : merged;
}

/** What speaks against a variant, if anything does. */
export function variantProblem(
  definition: FunctionDefinition,
  options: DynamicSettings | undefined,
): string | undefined {
  const { minContainers, maxContainers = Number.POSITIVE_INFINITY } = mergeSettings(definition, options);
  if (minContainers > maxContainers)
    return `withOptions of \`${definition.tag}\`: option "maxContainers" (${maxContainers}) must not be below its minContainers (${minContainers}).`;
  const { cluster } = definition.settings;
  if (cluster && (options?.batch || options?.concurrency))
    return `\`${definition.tag}\` is clustered, so it can be neither batched nor concurrent here.`;
  const counts = clusterProblem({ ...options, cluster });
  if (counts) return `withOptions of \`${definition.tag}\`: ${counts}`;
  if (options?.batch) return batchingProblem(definition);
  if (options?.retries && generatorOf(definition))
    return `withOptions of \`${definition.tag}\`: ${generatorOf(definition)} is a generator, and retries are not supported for those. Remove the option "retries".`;
  return undefined;
}

function batchingProblem(definition: FunctionDefinition): string | undefined {
  const { tag, cls } = definition;
  const generator = generatorOf(definition);
  if (generator)
    return `withBatching of \`${tag}\`: ${generator} is a generator, and a batched function cannot return generators.`;
  if (cls && cls.methods.length > 1)
    return `withBatching of class \`${tag}\`: it has the methods ${cls.methods.map(({ name }) => name).join(", ")}, and a batched method can be the only one.`;
  return undefined;
}

/** What of it is a generator, in words. */
function generatorOf({ isGenerator, cls }: FunctionDefinition): string | undefined {
  const method = cls?.methods.find((each) => each.isGenerator);
  return method ? `its method ${method.name}` : isGenerator ? "it" : undefined;
}
