import { decodeValue } from "../../../api/session/values.js";
import type { ClassInstance } from "../../../api/classes/class-instance.js";
import type { ClsHandle } from "../../../api/classes/cls-handle.js";
import type { ClsInstanceHandle } from "../../../api/classes/cls-instance-handle.js";
import { ExecutionError } from "../../../contract/errors.js";
import { parameterCount } from "../../../checks/function-source.js";
import type { MakeWebApp, WebApp } from "../web/exchange.js";
import type { ContainerBody } from "./container-body.js";
import type { ContainerSpec } from "../../kernel/protocol.js";

/**
 * An instance of a class, with its life cycle in one container: constructed, entered, called any number of times,
 * exited. Modal: docs/modal/classes.md#hooks.
 */
export class ClassBody implements ContainerBody {
  readonly #cls: ClsHandle;
  readonly #spec: ContainerSpec;
  readonly #methods = new Map<string, CallableFunction>();
  readonly #apps = new Map<string, WebApp>();
  #instance: ClassInstance | undefined;

  readonly #webApp: MakeWebApp | undefined;

  /** @param webApp for one that answers web requests */
  constructor(cls: ClsHandle, spec: ContainerSpec, webApp?: MakeWebApp) {
    this.#webApp = webApp;
    this.#cls = cls;
    this.#spec = spec;
  }

  /** Constructs the object and runs its hooks one after another. */
  async enter(snapshot: () => void): Promise<void> {
    const { cls, options } = this.#spec;
    const own = options ? this.#cls.with(options) : this.#cls;
    const object: ClsInstanceHandle = own.make((decodeValue(cls?.arguments) ?? []) as unknown[]);
    const { instance } = object;
    this.#instance = instance;
    for (const hook of instance.hooks("enter", true)) await hook();
    snapshot();
    for (const hook of instance.hooks("enter")) await hook();
    for (const { name, web } of cls?.methods ?? []) {
      const tag = `${this.#spec.tag}.${name}`;
      const fn = this.find(name);
      const made = web && this.#webApp?.({ name: tag, settings: web, fn, code: instance.code(name) ?? fn });
      if (made) this.#apps.set(name, await made);
    }
  }

  async exit(): Promise<void> {
    for (const hook of this.#instance?.hooks("exit") ?? []) await hook();
  }

  find(method = ""): CallableFunction {
    const known = this.#methods.get(method);
    if (known) return known;
    const found = this.#instance?.method(method);
    if (!found) {
      return () => {
        throw new ExecutionError(
          `Class \`${this.#spec.tag}\` has no method \`${method}\` in its container: its members must be the same each time the module is evaluated.`,
        );
      };
    }
    this.#methods.set(method, found);
    return found;
  }

  web(method = ""): WebApp | undefined {
    return this.#apps.get(method);
  }

  parameters(method = ""): number | undefined {
    const code = this.#instance?.code(method);
    return code && parameterCount(code);
  }

  isGenerator(method: string | undefined): boolean {
    return this.#spec.cls?.methods.find(({ name }) => name === method)?.isGenerator ?? false;
  }
}
