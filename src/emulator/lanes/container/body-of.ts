import type { ContainerBody } from "./container-body.js";
import { parameterCount } from "../../../checks/function-source.js";
import type { Handle } from "../../../api/codec/handle.js";
import type { ContainerSpec } from "../../kernel/protocol.js";
import { ClsHandle } from "../../../api/classes/cls-handle.js";
import { FunctionHandle } from "../../../api/functions/function-handle.js";
import { ClassBody } from "./class-body.js";

/** A function of an app. */
export function functionBody(fn: CallableFunction, isGenerator: boolean): ContainerBody {
  return {
    find: () => fn,
    isGenerator: () => isGenerator,
    parameters: () => parameterCount(fn),
  };
}

/** What a container runs of what its module defines. */
export function bodyOf(found: Handle, spec: ContainerSpec): ContainerBody {
  if (found instanceof ClsHandle) return new ClassBody(found, spec);
  if (found instanceof FunctionHandle) return functionBody(found.getRawFunction(), spec.isGenerator);
  throw new TypeError(`\`${spec.tag}\` is neither a function nor a class of its app.`);
}
