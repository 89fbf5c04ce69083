import { App } from "../../api/app/app.js";
import { InvalidError } from "../../contract/errors.js";
import { nearestName } from "../../checks/nearest-name.js";
import type { LoadedModule } from "../../emulator/index.js";

/**
 * The apps of a module that are served or simulated: those that it exports, or else all that it has made; or the one that a
 * reference names.
 * @param verb what is to be done with them
 * @throws InvalidError if there is none, or none of that name
 */
export function appsOf(
  { exports, apps }: Pick<LoadedModule, "exports" | "apps">,
  file: string,
  path: string | undefined,
  verb: string,
): App[] {
  const exported = Object.entries(exports).filter((entry): entry is [string, App] => entry[1] instanceof App);
  if (path !== undefined) {
    const found = exported.find(([name]) => name === path)?.[1] ?? apps.find(({ name }) => name === path);
    if (found) return [found];
    const names = [...exported.map(([name]) => name), ...apps.flatMap(({ name }) => name ?? [])];
    const near = nearestName(path, names);
    throw new InvalidError(`${file} has no app \`${path}\`.${near === undefined ? "" : ` Did you mean \`${near}\`?`}`);
  }
  const found = exported.length > 0 ? [...new Set(exported.map(([, app]) => app))] : [...apps];
  if (found.length === 0) throw new InvalidError(`${file} makes no app: there is nothing to ${verb}.`);
  return found;
}
