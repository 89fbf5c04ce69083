import type { FunctionBinding, FunctionDefinition, Variant } from "../../contract/app-definition.js";
import type { AppRecord } from "./app-record.js";
import type { ContainerImage } from "./image-record.js";
import type { InputPool } from "./input-pool.js";
import { MethodRecord } from "./method-record.js";
import type { MountPlan } from "../storage/mount-plan.js";

/** What can be called: a function, or a method of a class. */
export interface CallTarget {
  readonly id: string;
  readonly app: AppRecord;
  /** Its name, such as `predict` or `Model.predict`. */
  readonly tag: string;
  readonly definition: FunctionDefinition;
  readonly pool: InputPool;
  /** A redeploy has left it out: what would run again is terminated. */
  readonly isDropped: boolean;
  /** Name of the method, for those of a class. */
  readonly method: string | undefined;
  /** Whose containers run it. */
  readonly service: FunctionRecord;
  /** Where it is reached, if it answers web requests. */
  webUrl: string | undefined;
}

/** What a deployment says of a function, once what it needs was found. */
export interface PublishedFunction {
  readonly definition: FunctionDefinition;
  readonly mounts: readonly MountPlan[];
  readonly image: ContainerImage;
}

export interface FunctionParts extends PublishedFunction {
  readonly id: string;
  readonly app: AppRecord;
  pool(target: FunctionRecord): InputPool;
}

/** What an app that runs or is deployed has containers for: a function, a class, or a variant of either. */
export class FunctionRecord implements CallTarget {
  readonly id: string;
  readonly app: AppRecord;
  /** Replaced by a redeploy. */
  definition: FunctionDefinition;
  /** Replaced by a redeploy. */
  pool: InputPool;
  /** Replaced by a redeploy. */
  mounts: readonly MountPlan[];
  /** Replaced by a redeploy. */
  image: ContainerImage;
  isDropped = false;
  webUrl: string | undefined;
  readonly method: undefined = undefined;
  /** What it is a variant of, and which. */
  readonly variantOf: { readonly base: FunctionRecord; readonly variant: Variant } | undefined;
  /** By key, for what is no variant itself. */
  readonly variants: Map<string, FunctionRecord> = new Map();
  readonly methods: Map<string, MethodRecord> = new Map();

  constructor(parts: FunctionParts, variantOf?: { readonly base: FunctionRecord; readonly variant: Variant }) {
    this.id = parts.id;
    this.app = parts.app;
    this.definition = parts.definition;
    this.mounts = parts.mounts;
    this.image = parts.image;
    this.variantOf = variantOf;
    this.pool = parts.pool(this);
  }

  get tag(): string {
    return this.definition.tag;
  }

  get service(): this {
    return this;
  }

  /** What it is a variant of, or itself. */
  get base(): FunctionRecord {
    return this.variantOf?.base ?? this;
  }

  /** Whether containers can be made without knowing more: those of a class with parameters belong to its variants. */
  get isComplete(): boolean {
    const { cls } = this.definition;
    return (
      cls === undefined ||
      this.variantOf?.variant.arguments !== undefined ||
      (cls.parameters.length === 0 && !cls.takesArguments)
    );
  }

  get binding(): FunctionBinding {
    const { app, tag, isGenerator, arity, cls } = this.definition;
    const { webUrl } = this;
    const bound = {
      app,
      tag,
      functionId: this.id,
      isGenerator,
      ...(arity !== undefined && { arity }),
      imageId: this.image.record.id,
      ...(webUrl !== undefined && { webUrl }),
    };
    if (!cls) return bound;
    const methods = Array.from(this.methods.values(), ({ id: functionId, method: name, definition, webUrl: url }) => ({
      name,
      functionId,
      isGenerator: definition.isGenerator,
      ...(definition.arity !== undefined && { arity: definition.arity }),
      ...(url !== undefined && { webUrl: url }),
    }));
    const isServer = cls.methods.some(({ web }) => web?.isWhole);
    return {
      ...bound,
      ...(isServer && { isServer }),
      cls: { parameters: cls.parameters, takesArguments: cls.takesArguments, methods },
    };
  }

  /**
   * Makes its methods those of its definition: the ones that stay keep their ids. @returns the ones that are new and
   * gone
   */
  updateMethods(nextId: () => string): {
    readonly added: readonly MethodRecord[];
    readonly dropped: readonly MethodRecord[];
  } {
    const wanted = this.definition.cls?.methods ?? [];
    const dropped = [...this.methods.values()].filter(({ method }) => !wanted.some(({ name }) => name === method));
    for (const { method } of dropped) this.methods.delete(method);
    const added = wanted
      .filter(({ name }) => !this.methods.has(name))
      .map(({ name }) => new MethodRecord(nextId(), this, name));
    for (const method of added) this.methods.set(method.method, method);
    return { added, dropped };
  }
}
