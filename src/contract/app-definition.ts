import type { ImagePlan } from "./image-definition.js";
import type { Wire } from "./wire.js";
import type { FunctionSettings, DynamicSettings } from "./function-settings.js";
import type { WebSettings } from "./web-settings.js";

/** What a function is, as plain data: enough to find it again in a container and to schedule its containers. */
export interface FunctionDefinition {
  /** The name it is registered under. */
  readonly tag: string;
  /** Name of the app object it was defined with; differs from the running app's after `include`. */
  readonly app: string | undefined;
  /** URL of the file that a container evaluates to define it; none for `serialized` and inline functions. */
  readonly file: string | undefined;
  /** Source text of a `serialized` function. */
  readonly source: string | undefined;
  readonly isGenerator: boolean;
  /** How many arguments it needs at least, if that is more than one. */
  readonly arity?: number;
  readonly settings: FunctionSettings;
  /** How its image is built; set as its app is published. */
  readonly image?: ImagePlan;
  /** What the containers run is an instance of a class. */
  readonly cls?: ClassDefinition;
}

/** What a class offers. Modal: docs/modal/classes.md. */
export interface ClassDefinition {
  readonly parameters: readonly ParameterDefinition[];
  /** Whether it has a constructor with arguments, instead of parameters. */
  readonly takesArguments: boolean;
  readonly methods: readonly MethodDefinition[];
  /** In the order in which they run. */
  readonly hooks: readonly HookDefinition[];
}

/** A parameter of a class. */
export interface ParameterDefinition {
  readonly name: string;
  /** `undefined` if any will do. */
  readonly type: ParameterType | undefined;
  /** `undefined` if it is required. */
  readonly default: unknown;
}

export interface MethodDefinition {
  readonly name: string;
  readonly isGenerator: boolean;
  /** How many arguments it needs at least, if that is more than one. */
  readonly arity?: number;
  readonly web?: WebSettings;
}

export interface HookDefinition {
  readonly name: string;
  readonly kind: "enter" | "exit";
  /** Runs before the memory snapshot is taken. */
  readonly snap: boolean;
}

export interface AppDefinition {
  readonly name: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly functions: readonly FunctionDefinition[];
}

/** Where a backend put a function of a running app. */
export interface FunctionBinding {
  readonly app: string | undefined;
  readonly tag: string;
  readonly functionId: string;
  readonly isGenerator: boolean;
  /** How many arguments it needs at least, if that is more than one. */
  readonly arity?: number;
  /** It is a class whose containers answer web requests on a port. */
  readonly isServer?: true;
  /** Where it is reached, if it answers web requests. */
  readonly webUrl?: string | undefined;
  /** The image of its containers. */
  readonly imageId?: string | undefined;
  readonly cls?: ClassBinding;
}

/** Where a backend put the methods of a class, and what has to be known to make instances of it. */
export interface ClassBinding {
  readonly parameters: readonly ParameterDefinition[];
  readonly takesArguments: boolean;
  readonly methods: readonly (MethodDefinition & {
    readonly functionId: string;
    readonly webUrl?: string | undefined;
  })[];
}

/**
 * A function or class with other options or arguments than it was defined with, and containers of its own.
 * Modal: docs/modal/dynamic-options.md, docs/modal/classes.md#pools.
 */
export interface Variant {
  /** Equal variants have equal keys. */
  readonly key: string;
  readonly options?: DynamicSettings;
  /** What instances of the class are made with, encoded as a list. */
  readonly arguments?: Wire;
}

/** Kinds of values that a parameter can have. */
export type ParameterType = "string" | "integer" | "boolean" | "bytes";
