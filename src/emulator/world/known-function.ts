import type { AnyFunction } from "../../api/types/function-types.js";
import { functionHint } from "../../checks/nearest-name.js";
import { NotFoundError } from "../../contract/errors.js";
import { functionMatcher } from "../host/function-matcher.js";
import { type ContainerTarget, ofFunction } from "../records/container-target.js";
import type { CallTarget } from "../records/function-record.js";
import type { WorldParts } from "./world-parts.js";

/**
 * Recognises the functions that a handle, or "app/name", stands for, to look back at them; all if none is given.
 * @param what that was called
 * @throws NotFoundError for a name that no function of the world has had
 */
export function knownFunction(
  what: string,
  fn: AnyFunction | string | undefined,
  { functions, host }: WorldParts,
): (target: CallTarget) => boolean {
  if (fn === undefined) return () => true;
  const matches = functionMatcher(fn, host.session);
  if (typeof fn === "string" && !functions.names.has(fn))
    throw new NotFoundError(`${what}("${fn}")${functionHint(fn, functions.names)}`);
  return matches;
}

/** The same of containers: those of functions that are meant; if none is given, also those of sandboxes. */
export function knownTarget(
  what: string,
  fn: AnyFunction | string | undefined,
  parts: WorldParts,
): (target: ContainerTarget) => boolean {
  const isFunction = ofFunction(knownFunction(what, fn, parts));
  return (target) => (fn === undefined && target.isSandbox === true) || isFunction(target);
}
