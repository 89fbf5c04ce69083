import { createRequire, isBuiltin } from "node:module";
import { pathToFileURL } from "node:url";
import { isInert } from "./inert-modules.js";

/**
 * What `import()` in a user's file means by a specifier that was not known when the file was bundled.
 * @param from URL of the file
 */
export function resolveImport(specifier: string, from: string): string {
  if (specifier === "modal-emulator" || isInert(specifier) || /^(?:file|data):/.test(specifier)) return specifier;
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
  if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, from).href;
  return pathToFileURL(createRequire(from).resolve(specifier)).href;
}
