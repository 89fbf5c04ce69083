/** Options that Modal removed, and what took their place. Modal: section 18.1. */
export const REMOVED_OPTIONS: Readonly<Record<string, string>> = {
  keepWarm: '"minContainers"',
  concurrencyLimit: '"maxContainers"',
  containerIdleTimeout: '"scaledownWindowMs"',
  allowConcurrentInputs: "concurrent({ maxInputs }, fn)",
  mounts: "Image.addLocalFile or Image.addLocalDir",
};
