import type { Session } from "../session/session.js";
import type { FunctionSettings } from "../../contract/function-settings.js";

/**
 * How a handle finds a function that belongs to another handle: a method of an instance, or a function with other
 * options.
 */
export interface Binder {
  readonly name: string;
  /** `undefined` while it is not known. */
  readonly isGenerator: boolean | undefined;
  readonly definition: FunctionSettings | undefined;
  /** The instance's own settings of the autoscaler are those of all its methods. */
  readonly isMethod: boolean;
  /** The function's code. @throws ExecutionError if it is not known here */
  body(method: string): CallableFunction;
  /** Its id, as far as it is known. */
  functionId(session: Session): string | undefined;
  /**
   * What crosses while its id is not known. @throws InvalidError if nothing is known of its class or function either
   */
  toWire(): { readonly kind: string; readonly data: unknown };
  /** Finds out its id. */
  bind(session: Session): Promise<string>;
}
