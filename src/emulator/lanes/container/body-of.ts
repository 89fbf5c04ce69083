import type { ContainerBody } from "./container-body.js";
import { parameterCount } from "../../../checks/function-source.js";
import type { Handle } from "../../../api/codec/handle.js";
import type { ContainerSpec } from "../../kernel/protocol.js";
import { ClsHandle } from "../../../api/classes/cls-handle.js";
import { FunctionHandle } from "../../../api/functions/function-handle.js";
import type { MakeWebApp, WebApp } from "../web/exchange.js";
import { ClassBody } from "./class-body.js";

/** Whether a container answers web requests: what that takes is loaded first. */
export function answersWeb({ web, cls }: ContainerSpec): boolean {
  return web !== undefined || (cls?.methods.some((method) => method.web) ?? false);
}

/** A function of an app. @param webApp for one that answers web requests */
export function functionBody(
  fn: CallableFunction,
  { tag, isGenerator, web, isBuild }: ContainerSpec,
  webApp?: MakeWebApp,
): ContainerBody {
  const code = isBuild ? withoutResult(fn) : fn;
  const body: ContainerBody = {
    find: () => code,
    isGenerator: () => isGenerator,
    parameters: () => parameterCount(fn),
  };
  if (!web || !webApp) return body;
  let app: WebApp | undefined;
  return {
    ...body,
    enter: async (snapshot) => {
      snapshot();
      app = await webApp({ name: tag, settings: web, fn, code: fn });
    },
    web: () => app,
  };
}

/** What the function returns need not be anything that can be sent. */
function withoutResult(fn: CallableFunction): CallableFunction {
  return async (...args: readonly unknown[]) => void (await Reflect.apply(fn, undefined, args));
}

/** What a container runs of what its module defines. */
export function bodyOf(found: Handle, spec: ContainerSpec, webApp?: MakeWebApp): ContainerBody {
  if (found instanceof ClsHandle) return new ClassBody(found, spec, webApp);
  if (found instanceof FunctionHandle) return functionBody(found.getRawFunction(), spec, webApp);
  throw new TypeError(`\`${spec.tag}\` is neither a function nor a class of its app.`);
}
