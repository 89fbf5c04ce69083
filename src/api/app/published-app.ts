import type { AppDefinition, FunctionDefinition } from "../../contract/app-definition.js";
import type { ImageDefinition, ImagePlan } from "../../contract/image-definition.js";
import { InvalidError, UnimplementedError } from "../../contract/errors.js";
import { DefinitionInContainer } from "../functions/definition-in-container.js";
import type { FunctionHandle } from "../functions/function-handle.js";
import { imagePlan } from "../images/image-plan.js";
import { currentSession } from "../session/session.js";
import { checkCreation } from "../settings/check-creation.js";
import { resolveDotenv } from "../storage/resolve-dotenv.js";
import type { AppRegistry } from "./app-registry.js";

/**
 * What the backend is told of an app that runs or is deployed, with the values of its dotenv secrets and
 * what its images take of this machine.
 * @throws InvalidError for what Modal checks only when a function is created
 */
export function publishedApp(
  name: string | undefined,
  registry: AppRegistry,
  tags: Readonly<Record<string, string>> = {},
): AppDefinition {
  const functions = [
    ...Array.from(registry.handles, ([tag, handle]) => ({ ...definitionOf(handle), tag })),
    ...Array.from(registry.classes, ([tag, { definition }]) => ({ ...inHost(tag, definition), tag })),
  ];
  for (const { tag, cls, settings } of functions) checkCreation(`${cls ? "Class" : "Function"} "${tag}"`, settings);
  const planOf = imagePlans();
  return {
    name,
    tags,
    functions: functions.map(withSecrets).map((fn) => ({ ...fn, image: planOf(fn.settings.image) })),
  };
}

function withSecrets(fn: FunctionDefinition): FunctionDefinition {
  return { ...fn, settings: { ...fn.settings, secrets: fn.settings.secrets.map(resolveDotenv) } };
}

/** Reads what each image takes of this machine once, however many functions have it. */
function imagePlans(): (image: ImageDefinition) => ImagePlan {
  const hasOwnDisks = currentSession()?.hasOwnDisks ?? false;
  const plans = new Map<ImageDefinition, ImagePlan>();
  return (image) => {
    const plan = plans.get(image) ?? imagePlan(image, hasOwnDisks);
    plans.set(image, plan);
    return plan;
  };
}

function definitionOf(handle: FunctionHandle): FunctionDefinition {
  const definition = handle.localDefinition;
  if (!definition) throw new InvalidError(`Function \`${handle.name}\` was looked up and has no definition here.`);
  return inHost(handle.name, definition);
}

function inHost(name: string, definition: FunctionDefinition): FunctionDefinition {
  if (definition instanceof DefinitionInContainer)
    throw new UnimplementedError(
      `Running or deploying an app from inside a container is not emulated: run the app of \`${name}\` in the host, and call its functions here.`,
    );
  return definition;
}
