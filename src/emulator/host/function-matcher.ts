import type { FunctionDefinition } from "../../contract/app-definition.js";
import { InvalidError } from "../../contract/errors.js";
import { FunctionHandle } from "../../api/functions/function-handle.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import type { Session } from "../../api/session/session.js";
import { ClsMethod } from "../../api/classes/cls-method.js";
import { DeployedFunction } from "../../api/functions/deployed-function.js";
import { LocalFunction } from "../../api/functions/local-function.js";
import { FunctionVariant } from "../../api/functions/function-variant.js";
import type { CallTarget } from "../records/function-record.js";

/**
 * Recognises the functions of running apps that a handle, or "app/name", stands for.
 * Those of a method stand for the instance that it is of, "app/Class.method" for all instances.
 * @param session of the world
 * @throws InvalidError if it is neither; NotFoundError if the handle is another world's
 */
export function functionMatcher(target: AnyFunction | string, session: Session): (candidate: CallTarget) => boolean {
  if (typeof target === "string") {
    const slash = target.indexOf("/");
    if (slash <= 0 || slash === target.length - 1)
      throw new InvalidError(`"${target}" names no function; write "app/name", or pass the function's handle.`);
    const [app, name] = [target.slice(0, slash), target.slice(slash + 1)];
    return ({ app: owner, tag }) => owner.name === app && tag === name;
  }
  if (!(target instanceof FunctionHandle))
    throw new InvalidError(`What was given is no function of an app; pass a function's handle, or "app/name".`);
  target.checkWorld(session);
  const { binder } = target;
  if (binder instanceof ClsMethod) return methodMatcher(binder);
  if (binder instanceof FunctionVariant) {
    const isBase = functionMatcher(binder.base, session);
    return ({ service }) => service.variantOf?.variant.key === binder.key && isBase(service.base);
  }
  if (binder instanceof LocalFunction) return ({ definition }) => isSame(definition, binder.local);
  if (binder instanceof DeployedFunction) {
    const { app: owner, name } = binder.deployedName;
    return ({ app, tag }) => app.name === owner && tag === name;
  }
  return ({ id }) => id === target.functionId;
}

/** Calls are of the method, containers of the instance. */
function methodMatcher({ object, method }: ClsMethod): (candidate: CallTarget) => boolean {
  const { local, deployedName, passedId, shape } = object.cls;
  return ({ app, method: own, service }) => {
    const { definition, variantOf } = service;
    if (!definition.cls || (own !== undefined && own !== method)) return false;
    const isOfClass =
      passedId !== undefined
        ? service.base.id === passedId
        : local
          ? isSame(definition, local.definition)
          : definition.tag === deployedName?.name && [undefined, app.name].includes(deployedName.app);
    return isOfClass && variantOf?.variant.key === object.key(shape ?? definition.cls);
  };
}

function isSame(a: FunctionDefinition, b: Omit<FunctionDefinition, "cls">): boolean {
  return a.settings.name === b.settings.name && a.app === b.app && a.file === b.file && a.source === b.source;
}
