import type { ContainerBody } from "./container-body.js";
import { parameterCount } from "../../../checks/function-source.js";
import type { Definable } from "../../../api/session/session.js";
import type { ContainerSpec } from "../../kernel/protocol.js";
import { ClsHandle } from "../../../api/classes/cls-handle.js";
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
export function bodyOf(found: Definable, spec: ContainerSpec): ContainerBody {
  return found instanceof ClsHandle
    ? new ClassBody(found, spec)
    : functionBody(found.getRawFunction(), spec.isGenerator);
}
