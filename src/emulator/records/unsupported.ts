import type { FunctionDefinition } from "../../contract/app-definition.js";

/**
 * Why a function cannot run here yet, `undefined` if it can: what it relies on is recorded on its definition but not
 * acted on.
 */
export function unsupported({ tag, settings }: FunctionDefinition): string | undefined {
  if (settings.image.layers.some(({ kind }) => kind === "runFunction"))
    return `Function \`${tag}\` has an image with \`runFunction\`, which is not emulated yet.`;
  return undefined;
}
