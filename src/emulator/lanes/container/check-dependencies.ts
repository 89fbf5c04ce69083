import { DefinitionInContainer } from "../../../api/functions/definition-in-container.js";
import { ClsHandle } from "../../../api/classes/cls-handle.js";
import type { Handle } from "../../../api/codec/handle.js";
import { FunctionHandle } from "../../../api/functions/function-handle.js";
import { DEPENDENCY_KINDS, type Dependencies } from "../../../contract/dependencies.js";
import { ExecutionError } from "../../../contract/errors.js";
import type { ContainerSpec } from "../../kernel/protocol.js";
import { hopeless } from "./hopeless.js";

/**
 * What the module gives to a function in its container has to be as many objects as it was published with.
 * Modal: docs/modal/apps.md#dependencies-in-containers.
 * @throws ExecutionError if it is not
 */
export function checkDependencies(handle: Handle, { tag, cls, dependencies }: ContainerSpec): void {
  const definition =
    handle instanceof FunctionHandle
      ? handle.localDefinition
      : handle instanceof ClsHandle
        ? handle.local?.definition
        : undefined;
  if (!(definition instanceof DefinitionInContainer) || !dependencies) return;
  const own = definition.dependencies;
  const different = DEPENDENCY_KINDS.filter((kind) => own[kind] !== dependencies[kind]);
  if (different.length === 0) return;
  const problem = new ExecutionError(
    `${cls ? "Class" : "Function"} \`${tag}\` has ${total(own)} dependencies, but its container got ${total(dependencies)}: ${different
      .map((kind) => `${kind} ${own[kind]} instead of ${dependencies[kind]}`)
      .join(
        ", ",
      )}. What it needs must be the same each time its module is evaluated, and not behind a condition such as \`isLocal()\`.`,
  );
  throw hopeless(problem);
}

function total(dependencies: Dependencies): number {
  return DEPENDENCY_KINDS.reduce((sum, kind) => sum + dependencies[kind], 0);
}
