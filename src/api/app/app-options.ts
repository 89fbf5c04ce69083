import { InvalidError } from "../../contract/errors.js";
import { checkTags } from "../../checks/names.js";
import { checkFlag, checkOptions, describe } from "../../checks/options.js";
import { Image } from "../images/image.js";
import { parseSecretList } from "../storage/parse-secret-list.js";
import type { Secret } from "../storage/secret.js";
import { parseVolumeMounts, type VolumeMounts } from "../storage/volume-mounts.js";

/** What `new App` takes beside its name. */
export interface AppOptions {
  /**
   * URL of the file that containers evaluate for this app's functions, usually `import.meta.url`. Default: found by the
   * call of `app.function`.
   */
  module?: string;
  /** Image of every function that names none. */
  image?: Image;
  /** Secrets of every function, before its own. */
  secrets?: readonly Secret[];
  /** Volumes of every function; on the same path the function's own wins. */
  volumes?: VolumeMounts;
  tags?: Readonly<Record<string, string>>;
  includeSource?: boolean;
}

/** @throws InvalidError for an unknown option, or a value of the wrong type */
export function checkAppOptions(options: AppOptions): void {
  checkOptions("App", options, ["module", "image", "secrets", "volumes", "tags", "includeSource"]);
  if (options.module !== undefined && !String(options.module).startsWith("file://"))
    throw new InvalidError(
      `App: module must be the URL of a file, such as \`import.meta.url\`, not ${describe(options.module)}.`,
    );
  if (options.image !== undefined && !(options.image instanceof Image))
    throw new InvalidError("App: image must be an Image.");
  parseSecretList("secrets", options.secrets ?? []);
  parseVolumeMounts(options.volumes ?? {});
  if (options.tags) checkTags(options.tags);
}

/** Options of `app.include`. */
export interface IncludeOptions {
  /** Take over the tags of the other app. Default: true. */
  inheritTags?: boolean;
}

/** @throws InvalidError for what is no app, or a bad option */
export function checkInclude(isApp: boolean, other: unknown, options: IncludeOptions): void {
  if (!isApp) throw new InvalidError(`app.include takes an App, not ${describe(other)}.`);
  checkOptions("app.include", options, ["inheritTags"]);
  const { inheritTags } = options;
  if (inheritTags !== undefined) checkFlag("app.include", "inheritTags", inheritTags);
}

/** What to do instead of assigning to a member of an app. */
export const APP_ADVICE =
  "Options are given where the app is made, as in `new App(name, { secrets })`, or to each function; another name to its deployment, another description to setDescription.";
