import type { FunctionDefinition } from "../../contract/app-definition.js";
import type { CallSite } from "../../checks/call-site.js";
import { isLocal } from "../session/context.js";
import { DefinitionInContainer } from "./definition-in-container.js";
import { definitionPlace } from "./definition-place.js";
import { InvalidError } from "../../contract/errors.js";
import { LocalFunction } from "./local-function.js";
import { FunctionHandle } from "./function-handle.js";
import { parseFunctionOptions, type FunctionOptions } from "../settings/function-options.js";
import { isClass, isGeneratorFunction, serializedSource } from "../../checks/function-source.js";
import { unmark } from "../marks/marks.js";
import type { Owner } from "../settings/owner.js";
import type { FunctionSettings } from "../../contract/function-settings.js";

/** What `app.function` makes of its arguments. */
export function defineFunction(
  owner: Owner,
  options: FunctionOptions,
  given: CallableFunction,
  site: CallSite | undefined,
): FunctionHandle {
  if (typeof options !== "object" || options === null)
    throw new InvalidError(
      "app.function takes its options and the function: `app.function({ … }, async function name() { … })`.",
    );
  if (typeof given !== "function")
    throw new InvalidError("app.function needs the function: `app.function({ … }, async function name() { … })`.");
  const { fn, ...marks } = unmark(given);
  if (isClass(fn)) throw new TypeError("app.function takes a function, not a class.");
  const body = {
    name: fn.name,
    requiredParameters: fn.length,
    isGenerator: isGeneratorFunction(fn),
    isWeb: marks.web !== undefined,
    marks,
  };
  const parse = (): FunctionSettings => parseFunctionOptions(options, owner.defaults(), body);
  const definition = isLocal()
    ? localDefinition(owner, parse(), fn, site)
    : new DefinitionInContainer(
        owner,
        options,
        { name: options.name ?? body.name, isGenerator: options.isGenerator ?? body.isGenerator },
        parse,
      );
  return new FunctionHandle(new LocalFunction(definition, fn));
}

function localDefinition(
  { name: app, module }: Owner,
  settings: FunctionSettings,
  fn: CallableFunction,
  site: CallSite | undefined,
): FunctionDefinition {
  const { name: tag, isGenerator } = settings;
  return {
    tag,
    app,
    file: definitionPlace(`Function \`${tag}\``, settings, module, site),
    source: settings.serialized ? serializedSource(tag, fn) : undefined,
    isGenerator,
    ...(fn.length > 1 && { arity: fn.length }),
    settings,
  };
}
