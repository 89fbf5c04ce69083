import type { AppDefinition, FunctionDefinition } from "../../contract/app-definition.js";
import type { ImageDefinition, LocalFile } from "../../contract/image-definition.js";
import { InvalidError, UnimplementedError } from "../../contract/errors.js";
import { DefinitionInContainer } from "../functions/definition-in-container.js";
import type { FunctionHandle } from "../functions/function-handle.js";
import { localFiles } from "../images/local-files.js";
import { currentSession } from "../session/session.js";
import { checkCreation } from "../settings/check-creation.js";
import { resolveDotenv } from "../storage/resolve-dotenv.js";
import type { AppRegistry } from "./app-registry.js";

/**
 * What the backend is told of an app that runs or is deployed, with the values of its dotenv secrets.
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
  const filesOf = listedFiles();
  return { name, tags, functions: functions.map(withSecrets).map((fn) => withFiles(fn, filesOf)) };
}

function withSecrets(fn: FunctionDefinition): FunctionDefinition {
  return { ...fn, settings: { ...fn.settings, secrets: fn.settings.secrets.map(resolveDotenv) } };
}

function withFiles(
  fn: FunctionDefinition,
  filesOf: (image: ImageDefinition) => readonly LocalFile[],
): FunctionDefinition {
  const { image } = fn.settings;
  return image && currentSession()?.hasOwnDisks ? { ...fn, localFiles: filesOf(image) } : fn;
}

/** Lists the local files of each image once, however many functions have it. */
function listedFiles(): (image: ImageDefinition) => readonly LocalFile[] {
  const listed = new Map<ImageDefinition, readonly LocalFile[]>();
  return (image) => {
    const files = listed.get(image) ?? localFiles(image);
    listed.set(image, files);
    return files;
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
