import { DeprecationError } from "../../contract/errors.js";
import { isPlainObject } from "../../checks/options.js";

/** Options that Modal removed, and what took their place. Modal: docs/modal/older-names.md#renamed-and-removed. */
const REMOVED_OPTIONS: Readonly<Record<string, string>> = {
  keepWarm: '"minContainers"',
  concurrencyLimit: '"maxContainers"',
  containerIdleTimeout: '"scaledownWindowMs"',
  allowConcurrentInputs: "concurrent({ maxInputs }, fn)",
  mounts: "Image.addLocalFile or Image.addLocalDir",
};

/** @throws DeprecationError for an option that was removed, also as Python spells it */
export function refuseRemovedOptions(what: string, options: unknown): void {
  if (!isPlainObject(options)) return;
  for (const name of Object.keys(options)) {
    const plain = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (Object.hasOwn(REMOVED_OPTIONS, plain))
      throw new DeprecationError(`Option "${name}" of ${what} was removed. Use ${REMOVED_OPTIONS[plain]} instead.`);
  }
}
