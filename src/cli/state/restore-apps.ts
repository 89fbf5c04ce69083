import { deployApp } from "../../api/app/running-app.js";
import type { Emulator } from "../../emulator/index.js";
import { loadKept } from "../../emulator/lanes/threads/load-module.js";
import { errorText } from "../endings/error-text.js";
import { deployableApp } from "../targets/deployable-app.js";
import { currentVersion, type KeptApp } from "./kept-apps.js";
import type { KeptState } from "./kept-state.js";

export interface Restoring {
  /** Their schedules do not fire. */
  readonly isDormant: boolean;
  /** Names of apps that are left out. */
  readonly except?: ReadonlySet<string> | undefined;
  /** Hears of each that cannot be loaded any more: the others go on without it. */
  readonly failed: (message: string) => void;
}

/** Deploys in a world what is deployed in a kept state, with the code that it had then. */
export async function restoreApps(
  world: Emulator,
  { attached: { apps, code } }: KeptState,
  { isDormant, failed, except }: Restoring,
): Promise<void> {
  for (const app of apps) {
    if (app.stoppedAt !== undefined || except?.has(app.name)) continue;
    try {
      await restoreApp(world, app, code, isDormant);
    } catch (error) {
      failed(`App ${app.name}, which is deployed, could not be loaded: ${errorText(error)}`);
    }
  }
}

async function restoreApp(
  world: Emulator,
  app: KeptApp,
  code: KeptState["attached"]["code"],
  isDormant: boolean,
): Promise<void> {
  const { appId, name, environment, createdAt } = app;
  const { version, deployedAt, tag, file, variable, code: digest } = currentVersion(app);
  const kept = code.get(digest);
  if (!kept) throw new TypeError(`the code ${digest} is missing`);
  const loaded = deployableApp(await loadKept(kept, digest), file, variable);
  const options = { name, environment, ...(tag !== "" && { tag }) };
  await world.within(() => deployApp(loaded, options, { appId, version, createdAt, deployedAt, isDormant }));
}
