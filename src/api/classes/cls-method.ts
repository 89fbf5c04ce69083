import type { FunctionBinding } from "../../contract/app-definition.js";
import type { Binder } from "../functions/binder.js";
import type { PassedClass } from "./cls-handle.js";
import type { ClsInstanceHandle } from "./cls-instance-handle.js";
import { ExecutionError, NotFoundError } from "../../contract/errors.js";
import { isAsyncFunction } from "../../checks/function-source.js";
import type { Session } from "../session/session.js";
import type { FunctionSettings } from "../../contract/function-settings.js";

/** A method on its way. */
export interface PassedMethod {
  readonly object: PassedClass;
  readonly method: string;
}

/** A method of an instance of a class. Modal: docs/modal/classes.md#handles. */
export class ClsMethod implements Binder {
  readonly object: ClsInstanceHandle;
  readonly method: string;
  readonly isMethod = true;
  readonly #own: { readonly isGenerator: boolean; readonly body: CallableFunction } | undefined;

  /** @param own of the object that a container runs: its methods call each other without further ado */
  constructor(
    object: ClsInstanceHandle,
    method: string,
    own?: { readonly isGenerator: boolean; readonly body: CallableFunction },
  ) {
    this.object = object;
    this.method = method;
    this.#own = own;
  }

  get name(): string {
    return `${this.object.cls.name}.${this.method}`;
  }

  get isGenerator(): boolean | undefined {
    return (
      this.#own?.isGenerator ?? this.object.cls.shape?.methods.find(({ name }) => name === this.method)?.isGenerator
    );
  }

  get definition(): FunctionSettings | undefined {
    const settings = this.object.cls.settings;
    return settings && { ...settings, name: this.name, isGenerator: this.isGenerator ?? false };
  }

  body(method: string): CallableFunction {
    if (this.#own) return this.#own.body;
    if (!this.object.cls.local)
      throw new ExecutionError(
        `\`${this.name}.${method}\` needs the source of its class, and class \`${this.object.cls.name}\` was looked up: only remote methods of its instances work.`,
      );
    const { instance } = this.object;
    const body = instance.method(this.method);
    if (!body) throw new NotFoundError(`Class \`${this.object.cls.name}\` has no method \`${this.method}\`.`);
    if (method === "local" && !isAsyncFunction(instance.code(this.method))) this.object.enterLocally();
    return body;
  }

  functionId(session: Session | undefined): string | undefined {
    return session && this.#in(this.object.known(session));
  }

  arity(session: Session): number | undefined {
    return this.object.known(session)?.cls?.methods.find(({ name }) => name === this.method)?.arity;
  }

  addressedId(session: Session): string | undefined {
    const { cls } = this.object;
    return cls.options === undefined ? this.#in(cls.known(session)) : undefined;
  }

  #in(binding: FunctionBinding | undefined): string | undefined {
    return binding?.cls?.methods.find(({ name }) => name === this.method)?.functionId;
  }

  toWire(): { kind: string; data: PassedMethod } {
    return { kind: "method", data: { object: this.object.toWire().data, method: this.method } };
  }

  async bind(session: Session): Promise<string> {
    const found = this.#in(await this.object.bind(session));
    if (found) return found;
    const binding = await this.object.bindAgain(session);
    const later = this.#in(binding);
    if (later) return later;
    const methods = binding.cls?.methods.map(({ name }) => name).join(", ");
    throw new NotFoundError(
      `Class \`${this.object.cls.name}\` has no method \`${this.method}\`, and other members can't be accessed for remote classes. Its methods: ${methods || "none"}.`,
    );
  }
}
