import { App } from "../../api/app/app.js";
import { nearestName } from "../../checks/nearest-name.js";
import { InvalidError } from "../../contract/errors.js";
import type { LoadedModule } from "../../emulator/index.js";

/**
 * The app of a module that is deployed: the one in the variable that is named, else in `app`, else the only one.
 * @throws InvalidError if there is none, or several and nobody says which
 */
export function deployableApp(
  { exports, apps }: Pick<LoadedModule, "exports" | "apps">,
  file: string,
  variable: string | undefined,
): App {
  const exported = Object.entries(exports).filter((entry): entry is [string, App] => entry[1] instanceof App);
  const named = exported.find(([name]) => name === (variable ?? "app"))?.[1];
  if (named) return named;
  const names = exported.map(([name]) => name);
  if (variable !== undefined) {
    const near = nearestName(variable, names);
    const hint = near === undefined ? "" : ` Did you mean \`${near}\`?`;
    throw new InvalidError(
      Object.hasOwn(exports, variable)
        ? `\`${variable}\` of ${file} is no app.${hint}`
        : `${file} exports no app \`${variable}\`.${hint}`,
    );
  }
  const [only, ...others] = names.length > 0 ? new Set(exported.map(([, app]) => app)) : apps;
  if (only && others.length === 0) return only;
  if (!only) throw new InvalidError(`${file} makes no app: there is nothing to deploy.`);
  throw new InvalidError(
    names.length > 0
      ? `${file} has several apps. Say which, as in ${file}::${names[0]}; there are ${names.join(", ")}.`
      : `${file} makes several apps and exports none: export the one that is meant as \`app\`.`,
  );
}
