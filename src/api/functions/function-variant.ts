import type { Variant } from "../../contract/app-definition.js";
import type { Binder } from "./binder.js";
import type { FunctionHandle } from "./function-handle.js";
import type { Session } from "../session/session.js";
import { bindVariant, variantOf } from "./variant.js";
import type { FunctionSettings, DynamicSettings } from "../../contract/function-settings.js";

/** A variant on its way. */
export interface PassedVariant {
  readonly base: unknown;
  readonly options: DynamicSettings;
}

/** A function with other options. Modal: docs/modal/dynamic-options.md. */
export class FunctionVariant implements Binder {
  readonly base: FunctionHandle;
  readonly options: DynamicSettings;
  readonly #variant: Variant | undefined;

  constructor(base: FunctionHandle, options: DynamicSettings) {
    this.base = base;
    this.options = options;
    this.#variant = variantOf(options, undefined);
  }

  get name(): string {
    return this.base.name;
  }

  get isGenerator(): boolean | undefined {
    return this.base.binder.isGenerator;
  }

  get definition(): FunctionSettings | undefined {
    return this.base.definition && { ...this.base.definition, ...this.options };
  }

  get key(): string | undefined {
    return this.#variant?.key;
  }

  body(method: string): CallableFunction {
    return method === "getRawFunction" ? this.base.getRawFunction() : (...args: unknown[]) => this.base.local(...args);
  }

  functionId(session: Session | undefined): string | undefined {
    const base = session?.bindings.functionId(this.base);
    return base === undefined || !this.#variant ? base : session?.bindings.variant(base, this.#variant.key)?.functionId;
  }

  arity(session: Session): number | undefined {
    return this.base.binder.arity?.(session, this.base);
  }

  toWire(): { kind: string; data: PassedVariant } {
    return { kind: "variant", data: { base: this.base.toWire().data, options: this.options } };
  }

  async bind(session: Session): Promise<string> {
    const { functionId } = await this.base.hydrated(session);
    return this.#variant
      ? (await bindVariant(session, `Function "${this.name}"`, functionId, this.#variant)).functionId
      : functionId;
  }
}
