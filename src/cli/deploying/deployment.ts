import { createHash } from "node:crypto";
import type { App } from "../../api/app/app.js";
import { deployApp, type DeployOptions } from "../../api/app/running-app.js";
import { version as client } from "../../checks/package-files.js";
import type { KeptModule } from "../../emulator/lanes/threads/load-module.js";
import type { CommandContext } from "../state/command-context.js";
import { type KeptApp, type KeptVersion, withApp } from "../state/kept-apps.js";

/** What is deployed: an app, and the code that it was made of. */
export interface Deployment extends Pick<KeptVersion, "file" | "variable" | "rollbackOf"> {
  readonly app: App;
  readonly code: KeptModule;
  readonly options: DeployOptions;
}

/** Deploys an app in the world of a command, and keeps it. @returns as it is kept now */
export async function deploy(context: CommandContext, deployment: Deployment): Promise<KeptApp> {
  const { world, state } = context;
  const { app, code, options, file, variable, rollbackOf } = deployment;
  const { appId } = await deployApp(app, options);
  const [deployed] = await world.session.backend.send("app.list", { appId });
  if (!deployed) throw new TypeError(`The world has lost app ${appId}.`);
  const { version, createdAt, deployedAt = createdAt, environment, name = "" } = deployed;
  const digest = createHash("sha256").update(JSON.stringify(code)).digest("hex");
  const before = state.attached.apps.find((each) => each.appId === appId);
  const kept: KeptApp = {
    appId,
    name,
    environment,
    createdAt,
    versions: [
      ...(before?.versions ?? []),
      {
        version,
        deployedAt,
        tag: options.tag ?? "",
        client,
        ...(rollbackOf !== undefined && { rollbackOf }),
        file,
        ...(variable !== undefined && { variable }),
        code: digest,
      },
    ],
  };
  state.attached = {
    ...state.attached,
    apps: withApp(state.attached.apps, kept),
    code: new Map([...state.attached.code, [digest, code]]),
  };
  return kept;
}
