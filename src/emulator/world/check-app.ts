import type { App } from "../../api/app/app.js";
import { describe } from "../../checks/options.js";
import { InvalidError } from "../../contract/errors.js";

/**
 * Told by what it can do: loaders such as tsx give CommonJS code a copy of the class.
 * @throws InvalidError for what is no app
 */
export function checkApp(method: "run" | "deploy", app: unknown): void {
  const { run, deploy } = Object(app) as Partial<App>;
  if (typeof run !== "function" || typeof deploy !== "function")
    throw new InvalidError(
      `world.${method}: the first argument must be an App, as in \`world.${method}(app${method === "run" ? ", () => …" : ""})\`, not ${describe(app)}.`,
    );
}
