import type { FunctionDefinition } from "../../contract/app-definition.js";
import type { FunctionSettings } from "../../contract/function-settings.js";
import type { Handle } from "../codec/handle.js";
import type { Session } from "../session/session.js";
import { notRunning, type Binder } from "./binder.js";

/** A function that this module defines; its app binds it. */
export class LocalFunction implements Binder {
  readonly local: FunctionDefinition;
  readonly #body: CallableFunction;

  constructor(local: FunctionDefinition, body: CallableFunction) {
    this.local = local;
    this.#body = body;
  }

  get name(): string {
    return this.local.tag;
  }

  get isGenerator(): boolean {
    return this.local.isGenerator;
  }

  get definition(): FunctionSettings {
    return this.local.settings;
  }

  body(): CallableFunction {
    return this.#body;
  }

  functionId(session: Session | undefined, handle: Handle): string | undefined {
    return session?.bindings.functionId(handle);
  }

  bind(session: Session): Promise<string> {
    return Promise.reject(notRunning(`Function \`${this.name}\``, session));
  }
}
