import { clsFacade } from "../classes/cls-facade.js";
import type { Cls } from "../types/cls-types.js";
import type { AnyFunction } from "../types/function-types.js";
import { AppRegistry } from "./app-registry.js";
import type { LocalEntrypoint } from "./local-entrypoint.js";

/** What an app consists of, as far as it is defined here. */
export abstract class AppDefinitions {
  /** @internal */
  protected readonly registry: AppRegistry = new AppRegistry();
  /** @internal */
  protected isLookedUp = false;
  readonly #name: string | undefined;

  /** @internal */
  constructor(name: string | undefined) {
    this.#name = name;
  }

  /** @throws TypeError on an app that was looked up */
  get registeredFunctions(): ReadonlyMap<string, AnyFunction> {
    return this.local.functions;
  }

  /** @throws TypeError on an app that was looked up */
  get registeredClasses(): ReadonlyMap<string, Cls> {
    return new Map(Array.from(this.local.classes, ([tag, handle]) => [tag, clsFacade(handle) as Cls]));
  }

  /**
   * Names of the functions and methods that answer web requests, such as `home` and `Shop.price`.
   * @throws TypeError on an app that was looked up
   */
  get registeredWebEndpoints(): readonly string[] {
    return this.local.webEndpoints;
  }

  /** @throws TypeError on an app that was looked up */
  get registeredEntrypoints(): ReadonlyMap<string, LocalEntrypoint> {
    return this.local.entrypoints;
  }

  /**
   * What is defined here; JavaScript's `TypeError` stands for Python's `AttributeError`.
   * Modal: docs/modal/apps.md#the-constructor.
   * @internal
   */
  protected get local(): AppRegistry {
    if (this.isLookedUp)
      throw new TypeError(
        `Local state is not initialized: app \`${this.#name}\` was looked up, so its definitions are not known here. Find its functions with \`Function_.fromName("${this.#name}", …)\`.`,
      );
    return this.registry;
  }
}
