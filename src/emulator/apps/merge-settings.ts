import type { DynamicSettings } from "../../api/dynamic-options.js";
import type { FunctionSettings } from "../../api/function-options.js";

/** What a variant runs with. A time limit of its own is also that of its start, unless that had one. Modal: section 2.8. */
export function mergeSettings(settings: FunctionSettings, options: DynamicSettings | undefined): FunctionSettings {
  if (!options) return settings;
  const { timeoutMs, startupTimeoutMs } = settings;
  return { ...settings, ...options, startupTimeoutMs: startupTimeoutMs === timeoutMs ? (options.timeoutMs ?? timeoutMs) : startupTimeoutMs };
}
