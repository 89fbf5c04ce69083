import { checkWorld } from "../session/check-world.js";
import type { Bindings, Session } from "../session/session.js";
import { sourceUnknown, type Binder } from "./binder.js";

/** A function as its handle crosses. */
export interface PassedReference {
  readonly functionId: string;
  readonly name: string;
  readonly isGenerator: boolean;
  readonly isOfStub?: boolean;
}

/** A function whose handle was passed on: it is known by its id, in the world that it is from. */
export class PassedFunction implements Binder {
  readonly #reference: PassedReference;
  readonly #origin: Bindings | undefined;
  readonly definition = undefined;

  constructor(reference: PassedReference, origin: Bindings | undefined) {
    this.#reference = reference;
    this.#origin = origin;
  }

  get name(): string {
    return this.#reference.name;
  }

  get isGenerator(): boolean {
    return this.#reference.isGenerator;
  }

  body(method: string): never {
    throw sourceUnknown(this.name, method);
  }

  functionId(): string {
    return this.#reference.functionId;
  }

  async bind(): Promise<string> {
    return this.functionId();
  }

  checkWorld(session: Session | undefined): void {
    checkWorld(`function \`${this.name}\` under the id of this handle`, this.#origin, session);
  }
}
