import { ClsHandle } from "../../../api/classes/cls-handle.js";
import { parameterCount } from "../../../checks/function-source.js";
import type { Definable } from "../../../api/session/session.js";
import { ClassBody } from "./class-body.js";
import type { ContainerSpec } from "../../kernel/protocol.js";

/** What a container runs inputs with: a function, or an instance of a class. */
export interface ContainerBody {
  /** Runs before the first input. */
  enter?(): Promise<void>;
  /** Runs when the container stops in good order. */
  exit?(): Promise<void>;
  /** The code of a function, or of a method of a class. */
  find(method: string | undefined): CallableFunction;
  isGenerator(method: string | undefined): boolean;
  /** How many arguments that code takes, as far as it shows. */
  parameters(method: string | undefined): number | undefined;
}

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
