import type { FunctionSettings } from "./function-options.js";

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
  readonly settings: FunctionSettings;
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
}
