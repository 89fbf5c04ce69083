import type { Session } from "../session/session.js";
import type { Handle } from "../codec/handle.js";
import { ExecutionError } from "../../contract/errors.js";
import type { FunctionSettings } from "../../contract/function-settings.js";

/**
 * How a handle finds its function: by its definition in this module, by name in a deployed app, by its id, as a method
 * of an instance, or as another function with other options.
 */
export interface Binder {
  readonly name: string;
  /** `undefined` while it is not known. */
  readonly isGenerator: boolean | undefined;
  readonly definition: FunctionSettings | undefined;
  /** The instance's own settings of the autoscaler are those of all its methods. */
  readonly isMethod?: true;
  /** Its name in its class. */
  readonly method?: string;
  /** Whether it is of a deployed app, by name. */
  readonly isLookedUp?: boolean;
  /** The function's code. @throws ExecutionError if it is not known here */
  body(method: string): CallableFunction;
  /** Its id, as far as it is known. @param handle that finds it, under which a session may know it */
  functionId(session: Session | undefined, handle: Handle): string | undefined;
  /** How many arguments it needs at least, if that is more than one, and it was looked up. */
  arity?(session: Session, handle: Handle): number | undefined;
  /** Whose address it has, if that is another function's: instances are reached at the address of their class. */
  addressedId?(session: Session): string | undefined;
  /** What crosses while its id is not known. @throws InvalidError if nothing is known of what it belongs to either */
  toWire?(): { readonly kind: string; readonly data: unknown };
  /** Finds out its id. @throws ExecutionError if its app is not running */
  bind(session: Session, handle: Handle): Promise<string>;
  /** @throws InvalidError if it is another world's */
  checkWorld?(session: Session | undefined): void;
}

/** What `body` throws of a function that was looked up. */
export function sourceUnknown(name: string, method: string): ExecutionError {
  return new ExecutionError(
    `\`${name}.${method}\` needs the function's source, and this handle was looked up: only its remote methods work.`,
  );
}

/**
 * What is thrown of a function or class whose app does not run in the world in sight, or that no world is in sight of.
 */
export function notRunning(what: string, session: Session | undefined, isLookedUp = false): ExecutionError {
  const run = "`world.run(app, () => …)` or `app.run(() => …)`";
  const lookUp = what.startsWith("Class") ? "Cls.fromName(app, name)" : "Function_.fromName(app, name)";
  return new ExecutionError(
    session
      ? `${what} has not been hydrated: its app is not running in this world. Use it inside ${run}, or deploy it with \`world.deploy(app)\` and look it up with \`${lookUp}\`.`
      : isLookedUp
        ? `${what} has not been hydrated: no world is in sight. Use it inside \`world.within(() => …)\`, ${run}.`
        : `${what} has not been hydrated: its app is not running, and no world is in sight. Use it inside ${run}; once it is deployed, inside \`world.within(() => …)\`.`,
  );
}
