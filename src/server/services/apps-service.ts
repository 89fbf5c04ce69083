import type { AppSummary } from "../../contract/backend.js";
import { checkObjectName } from "../../checks/names.js";
import { NotFoundError } from "../../contract/errors.js";
import { AppState, ObjectCreationType, type AppHandleMetadata } from "../protocol/modal.js";
import type { Init } from "../rpc/handlers.js";
import { orUndefined, type Service } from "./service.js";

const STATES: Readonly<Record<AppSummary["state"], AppState>> = {
  ephemeral: AppState.APP_STATE_EPHEMERAL,
  detached: AppState.APP_STATE_DETACHED,
  disconnected: AppState.APP_STATE_DETACHED_DISCONNECTED,
  deployed: AppState.APP_STATE_DEPLOYED,
  stopped: AppState.APP_STATE_STOPPED,
};

/** Apps of the world, as clients find and list them. */
export const apps: Service = ({ backend }) => {
  const find = async (appId: string): Promise<Init<AppHandleMetadata>> => {
    const [app] = await backend.send("app.list", { appId });
    if (!app) throw new NotFoundError(`There is no app ${appId} in this world.`);
    return metadataOf(app);
  };
  return {
    appGetOrCreate: async ({ appName: name, environmentName, objectCreationType }) => {
      checkObjectName("App", name);
      const createIfMissing = objectCreationType !== ObjectCreationType.OBJECT_CREATION_TYPE_UNSPECIFIED;
      const environment = orUndefined(environmentName);
      const { appId } = await backend.send("app.lookup", { name, environment, createIfMissing });
      return { appId, handleMetadata: await find(appId) };
    },
    appGetInfo: async ({ appId }) => ({ info: await find(appId) }),
    appList: async ({ environmentName }) => {
      const listed = await backend.send("app.list", { environment: orUndefined(environmentName) });
      return {
        apps: listed.map((app) => ({
          appId: app.appId,
          name: app.name ?? "",
          description: app.title,
          state: STATES[app.state],
          createdAt: app.createdAt / 1000,
          metadata: metadataOf(app),
        })),
      };
    },
  };
};

function metadataOf({ appId, title, environment, state, functions, ...times }: AppSummary): Init<AppHandleMetadata> {
  return {
    appId,
    description: title,
    environmentName: environment,
    functions: idsOf(functions.filter(({ isServer }) => !isServer)),
    servers: idsOf(functions.filter(({ isServer }) => isServer)),
    lifecycle: {
      appState: STATES[state],
      createdAt: times.createdAt / 1000,
      createdBy: "emulator",
      version: times.version,
      ...(times.deployedAt !== undefined && { deployedAt: times.deployedAt / 1000, deployedBy: "emulator" }),
      ...(times.stoppedAt !== undefined && { stoppedAt: times.stoppedAt / 1000, stoppedBy: "emulator" }),
    },
  };
}

function idsOf(functions: AppSummary["functions"]): Record<string, string> {
  return Object.fromEntries(functions.map(({ tag, functionId }) => [tag, functionId]));
}
