/** Options that Modal removed, and what took their place. Modal: docs/modal/older-names.md#renamed-and-removed. */
export const REMOVED_OPTIONS: Readonly<Record<string, string>> = {
  keepWarm: '"minContainers"',
  concurrencyLimit: '"maxContainers"',
  containerIdleTimeout: '"scaledownWindowMs"',
  allowConcurrentInputs: "concurrent({ maxInputs }, fn)",
  mounts: "Image.addLocalFile or Image.addLocalDir",
};
