import type { ClassBinding, FunctionBinding, Variant } from "../../contract/app-definition.js";
import type { AutoscalerSettings } from "../../contract/backend.js";
import { classArguments } from "./class-arguments.js";
import { ClassInstance } from "./class-instance.js";
import type { ClsHandle, PassedClass } from "./cls-handle.js";
import { encodeValue } from "../session/values.js";
import { Handle } from "../codec/handle.js";
import { ClsMethod } from "./cls-method.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { ExecutionError, InvalidError } from "../../contract/errors.js";
import { FunctionHandle } from "../functions/function-handle.js";
import { parseAutoscalerUpdate } from "../settings/parse-autoscaler.js";
import { currentSession, type Session } from "../session/session.js";
import { bindVariant, variantOf } from "../functions/variant.js";

/**
 * What stands behind an instance of a class of an app: which containers it is about.
 * Modal: docs/modal/classes.md#handles, docs/modal/classes.md#pools.
 */
export class ClsInstanceHandle extends Handle {
  readonly cls: ClsHandle;
  readonly #given: readonly unknown[];
  readonly #methods = new Map<string, FunctionHandle>();
  #instance: ClassInstance | undefined;
  #hasEntered = false;
  #worked: { readonly binding: object; readonly variant: Variant | undefined } | undefined;

  constructor(cls: ClsHandle, given: readonly unknown[]) {
    super();
    this.cls = cls;
    this.#given = given;
  }

  method(name: string): FunctionHandle {
    const known = this.#methods.get(name);
    if (known) return known;
    const handle = new FunctionHandle(new ClsMethod(this, name));
    this.#methods.set(name, handle);
    return handle;
  }

  /** @throws InvalidError if its app is not running, or the parameters do not fit @internal */
  override toWire(): { kind: string; data: PassedClass } {
    const { data } = this.cls.toWire();
    if (data.binding.cls) this.#variant(data.binding.cls);
    return { kind: "class", data: { ...data, arguments: encodeValue(this.#given, "args") } };
  }

  /**
   * Key of its parameters and options; `undefined` for those of the definition. @throws if the parameters do not fit
   */
  key(binding: Pick<ClassBinding, "parameters" | "takesArguments">): string | undefined {
    return this.#variant(binding)?.key;
  }

  /** What is known of its containers here. */
  known(session: Session): FunctionBinding | undefined {
    const cls = this.cls.known(session);
    if (!cls?.cls) return undefined;
    const variant = this.#variant(cls.cls);
    return variant ? session.bindings.variant(cls.functionId, variant.key) : cls;
  }

  async bind(session: Session): Promise<FunctionBinding> {
    const cls = await this.cls.hydrated(session);
    const variant = cls.cls && this.#variant(cls.cls);
    return variant ? bindVariant(session, `Class "${this.cls.name}"`, cls.functionId, variant) : cls;
  }

  /** As {@link bind}, in the world in sight. @throws ExecutionError if none is */
  async hydrated(): Promise<FunctionBinding> {
    const session = currentSession();
    return session ? this.bind(session) : this.cls.hydrated(session);
  }

  /** As {@link bind}, after having looked the class up again: a newer deployment may have more methods. */
  async bindAgain(session: Session): Promise<FunctionBinding> {
    await this.cls.refreshed(session);
    return this.bind(session);
  }

  /** The user's object, made when it is asked for. @throws ExecutionError for a class that was looked up */
  get instance(): ClassInstance {
    if (this.#instance) return this.#instance;
    const { local, shape } = this.cls;
    if (!local || !shape)
      throw new ExecutionError(
        `Class \`${this.cls.name}\` was looked up, so its code is not known here: only remote methods of its instances work.`,
      );
    const args = classArguments(this.cls.name, shape, this.#given) ?? [];
    this.#instance = new ClassInstance(
      local.target,
      shape,
      args,
      (name, isGenerator, body) => new FunctionHandle(new ClsMethod(this, name, { isGenerator, body })),
    );
    return this.#instance;
  }

  /**
   * Runs the hooks before the first synchronous method that is called locally. Modal: docs/modal/classes.md#handles,
   * docs/modal/calling.md#local.
   * @throws InvalidError for a hook that is asynchronous: nobody would wait for it
   */
  enterLocally(): void {
    if (this.#hasEntered) return;
    for (const hook of [...this.instance.hooks("enter", true), ...this.instance.hooks("enter")]) {
      if (hook() instanceof Promise)
        throw new InvalidError(
          `Class \`${this.cls.name}\` has an asynchronous \`enter\` hook, and a synchronous method called with \`.local()\` cannot wait for it. Make the hook synchronous, or call \`.remote()\`.`,
        );
    }
    this.#hasEntered = true;
  }

  async updateAutoscaler(given: AutoscalerSettings): Promise<AutoscalerSettings> {
    const settings = parseAutoscalerUpdate(given);
    const session = currentSession();
    if (!session)
      throw new ExecutionError(
        `\`updateAutoscaler\` of an instance of class \`${this.cls.name}\`: no world is in sight.`,
      );
    const { functionId } = await this.bind(session);
    return session.backend.send("function.autoscaler", { functionId, settings });
  }

  async keepWarm(minContainers: number): Promise<void> {
    warnDeprecated("`keepWarm` of an instance", "`updateAutoscaler({ minContainers })`");
    await this.updateAutoscaler({ minContainers });
  }

  /** Worked out once for each deployment. */
  #variant(binding: Pick<ClassBinding, "parameters" | "takesArguments">): Variant | undefined {
    if (this.#worked?.binding !== binding)
      this.#worked = {
        binding,
        variant: variantOf(this.cls.options, classArguments(this.cls.name, binding, this.#given)),
      };
    return this.#worked.variant;
  }
}
