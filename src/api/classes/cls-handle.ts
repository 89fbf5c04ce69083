// The rule of names in this room: what begins with `cls` is what callers have of a class on Modal, and talks to a
// backend; what begins with `class` is about the user's own JavaScript class, in this process.
import type { FunctionBinding, FunctionDefinition } from "../../contract/app-definition.js";
import { checkWorld } from "../session/check-world.js";
import { readShape, type ClassShape, type UserClass } from "./class-shape.js";
import { ClsInstanceHandle } from "./cls-instance-handle.js";
import { notRunning } from "../functions/binder.js";
import { Handle } from "../codec/handle.js";
import type { Wire } from "../../contract/wire.js";
import { type ExecutionError, InvalidError } from "../../contract/errors.js";
import { currentSession, type Bindings, type Session } from "../session/session.js";
import type { FunctionSettings, DynamicSettings } from "../../contract/function-settings.js";

/** A class that is defined here. */
export interface LocalClass {
  readonly target: UserClass;
  /** `cls` is made of its shape. */
  readonly definition: Omit<FunctionDefinition, "cls">;
}

/** A class of a deployed app. */
interface NamedReference {
  /** Left out, the only one that has such a class. */
  readonly app: string | undefined;
  readonly name: string;
  readonly environment: string | undefined;
  readonly version: number | undefined;
}

/** A class that was passed on. */
interface PassedReference {
  readonly name: string;
  readonly binding: FunctionBinding;
  readonly origin: Bindings | undefined;
}

/**
 * How a handle finds its class: by its definition in this module, by name in a deployed app, or by what has come with
 * it.
 */
export type ClsReference = LocalClass | NamedReference | PassedReference;

/** A class, or an instance of one, on its way. */
export interface PassedClass {
  readonly name: string;
  readonly binding: FunctionBinding;
  readonly options?: DynamicSettings | undefined;
  /** What an instance is made with. */
  readonly arguments?: Wire;
}

/** The handle behind every class of an app. Modal: docs/modal/classes.md. */
export class ClsHandle extends Handle {
  readonly #reference: ClsReference;
  /** The class with the options of its definition. */
  readonly #base: ClsHandle | undefined;
  readonly options: DynamicSettings | undefined;
  #shape: ClassShape | undefined;

  constructor(reference: ClsReference, base?: ClsHandle, options?: DynamicSettings) {
    super();
    this.#reference = reference;
    this.#base = base;
    this.options = options;
  }

  get name(): string {
    return "target" in this.#reference ? this.#reference.definition.tag : this.#reference.name;
  }

  get local(): LocalClass | undefined {
    return "target" in this.#reference ? this.#reference : undefined;
  }

  /** What it was looked up by. */
  get deployedName(): NamedReference | undefined {
    return "app" in this.#reference ? this.#reference : undefined;
  }

  /** Its id, if it was passed on. */
  get passedId(): string | undefined {
    return "binding" in this.#reference ? this.#reference.binding.functionId : undefined;
  }

  /** @throws InvalidError if its app is not running @internal */
  override toWire(): { kind: string; data: PassedClass } {
    const session = currentSession();
    const binding = session && this.known(session);
    if (!binding)
      throw new InvalidError(
        `Class \`${this.name}\` hasn't been hydrated, so neither it nor an instance of it can be passed. Its app is not running, or it was looked up and never used: await its hydrate() first.`,
      );
    return { kind: "class", data: { name: this.name, binding, options: this.options } };
  }

  /**
   * What its members are; `undefined` for a class that was looked up. @throws InvalidError if the class cannot be read
   */
  get shape(): ClassShape | undefined {
    if (this.#base) return this.#base.shape;
    if (this.local) this.#shape ??= readShape(this.name, this.local.target);
    return this.#shape;
  }

  get settings(): FunctionSettings | undefined {
    return this.local && { ...this.#defined(this.local), ...this.options };
  }

  /** What a backend needs to know of it. */
  get definition(): FunctionDefinition {
    if (!this.local || !this.shape)
      throw new InvalidError(`Class \`${this.name}\` was looked up and has no definition here.`);
    const { parameters, takesArguments, methods, hooks } = this.shape;
    return {
      ...this.local.definition,
      settings: this.#defined(this.local),
      cls: { parameters, takesArguments, methods, hooks },
    };
  }

  /** The settings of its definition; what is batched is one of its members. */
  #defined({ definition: { settings } }: LocalClass): FunctionSettings {
    const batch = this.shape?.batched[0]?.batch;
    return batch ? { ...settings, batch } : settings;
  }

  with(settings: DynamicSettings): ClsHandle {
    return new ClsHandle(this.#reference, this.#base ?? this, { ...this.options, ...settings });
  }

  make(args: readonly unknown[]): ClsInstanceHandle {
    return new ClsInstanceHandle(this, args);
  }

  /** What is known of it here, with the options of its definition. */
  known(session: Session): FunctionBinding | undefined {
    if ("binding" in this.#reference) {
      const { name, binding, origin } = this.#reference;
      checkWorld(`class \`${name}\` under the id of this handle`, origin, session);
      return session.bindings.cls(binding.functionId) ?? binding;
    }
    const functionId = session.bindings.functionId(this.#base ?? this);
    return functionId === undefined ? undefined : session.bindings.cls(functionId);
  }

  async hydrated(session: Session | undefined = currentSession()): Promise<FunctionBinding> {
    if (this.#base) return this.#base.hydrated(session);
    if (!session || (!this.deployedName && !this.known(session))) throw this.#notRunning(session);
    if (session.isContainer && session.importing?.active) {
      throw new InvalidError(
        `Class \`${this.name}\` is used while its module is evaluated inside a container. Calls belong inside functions, or behind \`if (isLocal())\` or \`if (import.meta.main)\`.`,
      );
    }
    return this.known(session) ?? this.#lookUp(session);
  }

  /** Looks a class of a deployed app up again; others are kept up to date anyway. */
  async refreshed(session: Session): Promise<FunctionBinding> {
    if (this.#base) return this.#base.refreshed(session);
    return this.deployedName ? this.#lookUp(session) : this.hydrated(session);
  }

  async #lookUp(session: Session): Promise<FunctionBinding> {
    if (!this.deployedName) throw this.#notRunning(session);
    const { app, name, environment, version } = this.deployedName;
    const binding = await session.backend.send("function.lookup", { app, name, environment, version, isClass: true });
    session.bindings.bindFound(this, binding);
    session.bindings.bindClass(binding);
    return binding;
  }

  #notRunning(session: Session | undefined): ExecutionError {
    return notRunning(`Class \`${this.name}\``, session, this.deployedName !== undefined);
  }
}
