import type { App } from "../../api/app/app.js";
import { InvalidError } from "../../contract/errors.js";
import type { ClsHandle } from "../../api/classes/cls-handle.js";
import type { AnyFunction, Function_ } from "../../api/types/function-types.js";
import type { LocalEntrypoint } from "../../api/app/local-entrypoint.js";
import type { CommandInterface } from "../options/command-interface.js";
import { declaredInterface } from "../options/declared-interface.js";
import { inferredInterface } from "../options/inferred-interface.js";
import { methodInterface, splitArguments } from "../options/method-interface.js";

/** What `run` can start, and the app that has to run for it. */
export type Runnable =
  | { readonly kind: "entrypoint"; readonly app: App; readonly name: string; readonly entrypoint: LocalEntrypoint }
  | { readonly kind: "function"; readonly app: App; readonly name: string; readonly fn: AnyFunction }
  | {
      readonly kind: "method";
      readonly app: App;
      readonly name: string;
      readonly cls: ClsHandle;
      readonly method: string;
    };

const KINDS = { entrypoint: "Local entrypoint", function: "Function", method: "Method" } as const;

/** The kind and name as they stand in messages. */
export function describeRunnable({ kind, name }: Runnable): string {
  return `${KINDS[kind]} \`${name}\``;
}

/**
 * How the command line calls it. Modal: docs/modal/command-line.md#arguments.
 * @throws InvalidError for a generator, or parameters that cannot be given on a command line
 */
export function interfaceOf(runnable: Runnable): CommandInterface {
  const what = describeRunnable(runnable);
  if (runnable.kind === "function") return inferredInterface(what, callable(runnable.fn).getRawFunction(), "literal");
  if (runnable.kind === "method") {
    callable(runnable.cls.make([]).method(runnable.method));
    return methodInterface(what, runnable.cls, runnable.method);
  }
  const { args, call } = runnable.entrypoint;
  return args ? declaredInterface(what, args) : inferredInterface(what, call, "string");
}

/** Calls it: an entrypoint in this process, a function or method in a container. Its app has to run. */
export async function invoke(runnable: Runnable, args: readonly unknown[]): Promise<unknown> {
  if (runnable.kind === "entrypoint") return await Reflect.apply(runnable.entrypoint.call, undefined, args);
  if (runnable.kind === "function") return await callable(runnable.fn).remote(...args);
  const { cls, method } = runnable;
  const [init, own] = splitArguments(cls, args);
  return await cls
    .make(init)
    .method(method)
    .remote(...own);
}

function callable(fn: AnyFunction): Function_<unknown[], unknown> {
  if (hasRemote(fn)) return fn;
  throw new InvalidError(
    `Function \`${fn.name}\` cannot be run from the command line: it is not supported for generator functions. Iterate \`${fn.name}.remoteGen(…)\` in a local entrypoint.`,
  );
}

/** Only generators have no `remote`. */
function hasRemote(fn: AnyFunction): fn is Function_<unknown[], unknown> {
  return !fn.isGenerator;
}
