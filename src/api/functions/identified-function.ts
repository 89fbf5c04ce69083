import type { Handle } from "../codec/handle.js";
import { InvalidError } from "../../contract/errors.js";
import type { Session } from "../session/session.js";
import { sourceUnknown, type Binder } from "./binder.js";

/** A function of an app that runs or is deployed, by its id. */
export class IdentifiedFunction implements Binder {
  readonly #id: string;
  /** Not known before it is looked up; the backend refuses the wrong kind of call. */
  readonly isGenerator = undefined;
  readonly definition = undefined;
  readonly isLookedUp = true;

  constructor(id: string) {
    this.#id = id;
  }

  get name(): string {
    return this.#id;
  }

  body(method: string): never {
    throw sourceUnknown(this.name, method);
  }

  functionId(session: Session | undefined, handle: Handle): string | undefined {
    return session?.bindings.functionId(handle);
  }

  arity(session: Session): number | undefined {
    return session.bindings.arity(this.#id);
  }

  async bind(session: Session, handle: Handle): Promise<string> {
    const binding = await session.backend.send("function.find", { functionId: this.#id });
    if (binding.cls)
      throw new InvalidError(
        `Function_.fromId: ${this.#id} is of a class or one of its methods. Cls.fromName(app, "${binding.tag}") finds it.`,
      );
    session.bindings.bindFound(handle, binding);
    return binding.functionId;
  }
}
