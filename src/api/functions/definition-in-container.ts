import type { FunctionDefinition } from "../../contract/app-definition.js";
import { dependenciesOf, type Dependencies } from "../../contract/dependencies.js";
import type { ContainerOptions } from "../settings/container-options.js";
import type { FunctionSettings } from "../../contract/function-settings.js";
import type { Owner } from "../settings/owner.js";
import { parseDependencies } from "../settings/parse-dependencies.js";

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
  readonly #owner: Owner;
  readonly #options: ContainerOptions;
  readonly #parse: () => FunctionSettings;
  #settings: FunctionSettings | undefined;

  constructor(
    owner: Owner,
    options: ContainerOptions,
    body: { readonly name: string; readonly isGenerator: boolean },
    parse: () => FunctionSettings,
  ) {
    this.app = owner.name;
    this.tag = body.name;
    this.isGenerator = body.isGenerator;
    this.#owner = owner;
    this.#options = options;
    this.#parse = parse;
  }

  get settings(): FunctionSettings {
    return (this.#settings ??= this.#parse());
  }

  get dependencies(): Dependencies {
    return dependenciesOf(parseDependencies(this.#options, this.#owner.defaults()));
  }
}
