import type { AppDefaults } from "./parse-container-options.js";

/** What a definition needs of the app that it is made with. */
export interface Owner {
  readonly name: string | undefined;
  /** URL of the file that containers evaluate, if the app says so. */
  readonly module: string | undefined;
  /** What the app gives to each of its functions and classes. */
  defaults(): AppDefaults;
}
