import type { FunctionDefinition } from "../../contract/app-definition.js";
import type { AppRecord } from "./app-record.js";
import type { InputPool } from "./input-pool.js";
import type { CallTarget, FunctionRecord } from "./function-record.js";

/**
 * A method of a class: has an id of its own, and shares the containers of the class.
 * Modal: docs/modal/classes.md#pools.
 */
export class MethodRecord implements CallTarget {
  readonly id: string;
  readonly service: FunctionRecord;
  readonly method: string;
  #webUrl: string | undefined;
  #from: FunctionDefinition | undefined;
  #definition: FunctionDefinition | undefined;

  constructor(id: string, service: FunctionRecord, method: string) {
    this.id = id;
    this.service = service;
    this.method = method;
  }

  /** An instance with parameters is reached at the address of its class. */
  get webUrl(): string | undefined {
    const { base, variantOf } = this.service;
    const isInstance = variantOf !== undefined && variantOf.variant.options === undefined;
    return isInstance ? base.methods.get(this.method)?.webUrl : this.#webUrl;
  }

  set webUrl(url: string | undefined) {
    this.#webUrl = url;
  }

  get app(): AppRecord {
    return this.service.app;
  }

  get tag(): string {
    return `${this.service.tag}.${this.method}`;
  }

  get pool(): InputPool {
    return this.service.pool;
  }

  get isDropped(): boolean {
    return this.service.isDropped || this.service.methods.get(this.method) !== this;
  }

  get definition(): FunctionDefinition {
    const { definition } = this.service;
    if (this.#definition === undefined || this.#from !== definition) {
      const {
        isGenerator = false,
        arity,
        web,
      } = definition.cls?.methods.find(({ name }) => name === this.method) ?? {};
      this.#from = definition;
      this.#definition = {
        ...definition,
        tag: this.tag,
        isGenerator,
        ...(arity !== undefined && { arity }),
        settings: { ...definition.settings, name: this.tag, isGenerator, ...(web && { web }) },
      };
    }
    return this.#definition;
  }
}
