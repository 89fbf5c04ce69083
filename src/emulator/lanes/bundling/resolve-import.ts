import { isBuiltin } from "node:module";
import { isInert } from "./inert-module.js";

/**
 * What `import()` in a user's file means by a specifier that was not known when the file was bundled.
 * @param from URL of the file
 */
export function resolveImport(specifier: string, from: string): string {
  return specifier === "modal-emulator" || isInert(specifier) ? specifier : resolveUrl(specifier, from);
}

/** `import.meta.resolve` of another file. @param from its URL */
export function resolveUrl(specifier: string, from: string): string {
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
  if (/^(?:\.{0,2}\/|file:|data:)/.test(specifier)) return new URL(specifier, from).href;
  // vitest's vm pools give another one to those who import it
  const { registerHooks } = process.getBuiltinModule("node:module");
  const hooks = registerHooks({ resolve: (wanted, context, next) => next(wanted, { ...context, parentURL: from }) });
  try {
    // Node takes the second argument behind a flag only, vitest's vm pools take no hooks
    return import.meta.resolve(specifier, from);
  } finally {
    hooks.deregister();
  }
}
