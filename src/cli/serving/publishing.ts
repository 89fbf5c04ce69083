import type { App } from "../../api/app/app.js";
import type { Emulator } from "../../emulator/index.js";
import { namedApps } from "../targets/named-apps.js";

/** How the apps of a file get into its world. */
export interface Publishing {
  /** Puts these apps in place of those that are there. */
  renew(apps: readonly App[], beforeCode: () => void): Promise<void>;
  /** Ends the apps in good order, so that their exit hooks run. */
  stop(): Promise<void>;
}

/** Apps that run: stopped before the next ones begin. */
export function runningApps(world: Emulator): Publishing {
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const each of running.splice(0)) await each.stop();
  };
  return {
    stop,
    renew: async (apps, beforeCode) => {
      await stop();
      beforeCode();
      for (const app of apps) running.push(await world.within(() => app.run()));
    },
  };
}

/** Apps that are deployed in the world already, of a kept state. */
export function keptApps(world: Emulator): Publishing {
  return {
    renew: async () => {},
    stop: async () => {
      const { backend } = world.session;
      for (const { appId, state } of await backend.send("app.list", {}))
        if (state === "deployed") await backend.send("app.stop", { appId, detached: false });
    },
  };
}

/**
 * Apps that are deployed, so that others find their functions by name: what holds a function goes on holding it.
 * @param name hears of names that apps get which have none
 */
export function deployedApps(world: Emulator, file: string, name: (given: string) => void): Publishing {
  const deployed = new Map<string, string>(); // ids by names
  const end = async (names: readonly string[]): Promise<void> => {
    for (const each of names) {
      const appId = deployed.get(each);
      deployed.delete(each);
      if (appId !== undefined) await world.session.backend.send("app.stop", { appId, detached: false });
    }
  };
  return {
    stop: () => end([...deployed.keys()]),
    renew: async (apps, beforeCode) => {
      const named = namedApps(apps, file);
      await end([...deployed.keys()].filter((each) => !named.some(([other]) => other === each)));
      beforeCode();
      for (const [each, app] of named) {
        await world.deploy(app, { name: each });
        const appId = world.session.bindings.appIds.get(app);
        if (appId !== undefined) deployed.set(each, appId);
        if (app.name !== each) name(each);
      }
    },
  };
}
