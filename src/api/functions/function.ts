import { InvalidError } from "../../contract/errors.js";
import { DeployedFunction } from "./deployed-function.js";
import { FunctionHandle } from "./function-handle.js";
import { IdentifiedFunction } from "./identified-function.js";
import { identifiedObject } from "../storage/named-object.js";
import type {
  AnyFunction,
  Function_ as FunctionType,
  FunctionOf,
  DeployedLookupOptions,
  Untyped,
} from "../types/function-types.js";
import { checkFunctionName } from "../../checks/names.js";
import { parseWhole } from "../../checks/option-types.js";
import { checkOptions } from "../../checks/options.js";
import { currentSession, withSession } from "../session/session.js";

// eslint-disable-next-line typescript/no-explicit-any -- the type's own defaults
export type Function_<A extends unknown[] = any, R = any> = FunctionType<A, R>;

interface FunctionStatics {
  [Symbol.hasInstance](value: unknown): value is AnyFunction;
  /**
   * A function of a deployed app, by name; lazy: whether it exists is found out when it is used.
   * Modal: docs/modal/calling.md#functions-as-objects.
   * @throws InvalidError if the name is empty or contains a dot
   */
  fromName<F extends CallableFunction | AnyFunction = Untyped>(
    app: string,
    name: string,
    options?: DeployedLookupOptions,
  ): FunctionOf<F>;
  /**
   * A function by its id, of an app that runs or is deployed; lazy, as {@link FunctionStatics.fromName}. What is no
   * function, but a class or a method, is an `InvalidError` then.
   * @throws InvalidError for the id of something else
   */
  fromId<F extends CallableFunction | AnyFunction = Untyped>(id: string): FunctionOf<F>;
  /**
   * As `fromName`, looked up at once.
   * @throws NotFoundError if there is no such app or function
   */
  lookup<F extends CallableFunction | AnyFunction = Untyped>(
    app: string,
    name: string,
    options?: DeployedLookupOptions,
  ): Promise<FunctionOf<F>>;
}

class FunctionLookup {
  constructor() {
    throw new InvalidError(
      "Function has no constructor: `app.function` makes one, `Function_.fromName` finds a deployed one.",
    );
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof FunctionHandle;
  }

  static fromName(app: string, name: string, options: DeployedLookupOptions = {}): FunctionHandle {
    checkOptions("Function.fromName", options, ["environment", "version"]);
    checkFunctionName(name);
    const { environment } = options;
    return new FunctionHandle(
      new DeployedFunction({ app, name, environment, version: parseWhole("version", options.version, 1) }),
    );
  }

  static fromId(id: string): FunctionHandle {
    return new FunctionHandle(new IdentifiedFunction(identifiedObject("Function", "fu", id).id));
  }

  static async lookup(app: string, name: string, options: DeployedLookupOptions = {}): Promise<FunctionHandle> {
    const session = currentSession();
    const handle = FunctionLookup.fromName(app, name, options);
    return session ? withSession(session, () => handle.hydrate()) : handle.hydrate();
  }
}

/**
 * Functions of deployed apps, by name; the class of every function's handle.
 * @inlineType FunctionStatics
 */
export const Function_: FunctionStatics = FunctionLookup as unknown as FunctionStatics;
