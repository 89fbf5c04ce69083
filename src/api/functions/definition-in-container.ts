import type { FunctionDefinition } from "../../contract/app-definition.js";
import type { FunctionOptions } from "../settings/function-options.js";
import type { FunctionSettings } from "../../contract/function-settings.js";

/**
 * A function as its container defines it. Its options were checked where the app was defined first; a container starts
 * for each of many inputs, so there they are read only when somebody asks for them.
 */
export class DefinitionInContainer implements FunctionDefinition {
  readonly tag: string;
  readonly app: string | undefined;
  readonly file: undefined;
  readonly source: undefined;
  readonly isGenerator: boolean;
  readonly #parse: () => FunctionSettings;
  #settings: FunctionSettings | undefined;

  constructor(
    app: string | undefined,
    options: FunctionOptions,
    body: { readonly name: string; readonly isGenerator: boolean },
    parse: () => FunctionSettings,
  ) {
    this.app = app;
    this.tag = options.name ?? body.name;
    this.isGenerator = options.isGenerator ?? body.isGenerator;
    this.#parse = parse;
  }

  get settings(): FunctionSettings {
    return (this.#settings ??= this.#parse());
  }
}
