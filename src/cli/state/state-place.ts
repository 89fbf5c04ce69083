import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Beside the package.json of the project. */
export const STATE_FOLDER = ".modal-emulator";

/** Where a kept state is. */
export interface StatePlace {
  readonly folder: string;
  /** The storage, the deployed apps and their logs, as `writeState` writes them. */
  readonly store: string;
  /** Locked by whoever changes the state. */
  readonly lock: string;
  /** Says who that is. */
  readonly holder: string;
  /** Was named by the user, not found. */
  readonly isNamed: boolean;
}

/**
 * The state that commands of a directory share: the one that is named, or the one beside the nearest package.json, or
 * in the directory itself.
 * @param named by the option `--state`, else by MODAL_EMULATOR_STATE
 */
export function statePlace(directory: string, named: string | undefined): StatePlace {
  const folder = named === undefined ? join(projectOf(directory), STATE_FOLDER) : resolve(directory, named);
  return {
    folder,
    store: join(folder, "state"),
    lock: join(folder, "lock"),
    holder: join(folder, "holder.json"),
    isNamed: named !== undefined,
  };
}

function projectOf(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) return directory;
  }
}
