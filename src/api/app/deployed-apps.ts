import { checkEnvironmentName, checkObjectName } from "../../checks/names.js";
import { checkOptions } from "../../checks/options.js";
import type { AppSummary } from "../../contract/backend.js";
import { NotFoundError } from "../../contract/errors.js";
import { Cls } from "../classes/cls.js";
import { Function_ } from "../functions/function.js";
import { environmentInSight, sessionInSight } from "../session/session.js";

/** Options of what looks at deployed apps. */
export interface DeployedAppOptions {
  /** Default: that of the app around the call, else the world's. */
  environment?: string;
}

/** What is known of an app's life. */
export interface AppLifecycle {
  /** `ap-…` */
  readonly appId: string;
  readonly name: string;
  readonly state: AppSummary["state"];
  /** 1 after its first deployment. */
  readonly version: number;
  readonly createdAt: Date;
  /** When it was deployed last. */
  readonly deployedAt: Date | null;
  readonly stoppedAt: Date | null;
}

/** The apps that are deployed, newest first. Modal: docs/modal/containers.md#experimental-helpers. */
export async function listDeployedApps(options: DeployedAppOptions = {}): Promise<AppLifecycle[]> {
  const found = await list("listDeployedApps", options);
  return found.filter(({ state }) => state === "deployed").map(lifecycle);
}

/** The life of the app that is deployed under a name, or was last. Rejects with `NotFoundError`. */
export async function getAppLifecycle(name: string, options: DeployedAppOptions = {}): Promise<AppLifecycle> {
  return lifecycle(await find("getAppLifecycle", name, options));
}

/** Stops a deployed app: what runs is terminated. Rejects with `NotFoundError`. */
export async function stopApp(name: string, options: DeployedAppOptions = {}): Promise<void> {
  const { appId } = await find("stopApp", name, options, true);
  await sessionInSight("experimental.stopApp").backend.send("app.stop", { appId, detached: false });
}

/**
 * The functions and classes of a deployed app, by their names: handles as those of `fromName`. Rejects with
 * `NotFoundError`.
 */
export async function getAppObjects(
  name: string,
  options: DeployedAppOptions = {},
): Promise<Record<string, Cls | Function_>> {
  const { functions } = await find("getAppObjects", name, options, true);
  return Object.fromEntries(
    functions.map(({ tag, cls }) => [
      tag,
      (cls ? Cls.fromName(name, tag, options) : Function_.fromName(name, tag, options)) as Cls | Function_,
    ]),
  );
}

async function list(method: string, options: DeployedAppOptions): Promise<readonly AppSummary[]> {
  const what = `experimental.${method}`;
  checkOptions(what, options, ["environment"]);
  if (options.environment !== undefined) checkEnvironmentName(options.environment);
  const session = sessionInSight(what);
  const environment = options.environment ?? environmentInSight() ?? session.environment;
  return session.backend.send("app.list", { environment });
}

async function find(method: string, name: string, options: DeployedAppOptions, isRunning = false): Promise<AppSummary> {
  checkObjectName("App", name);
  const named = (await list(method, options)).filter((app) => app.name === name && app.version > 0);
  const found = named.find(({ state }) => state === "deployed") ?? (isRunning ? undefined : named[0]);
  if (!found) throw new NotFoundError(`experimental.${method}: no app is deployed under the name "${name}".`);
  return found;
}

function lifecycle({ appId, name, title, state, version, createdAt, deployedAt, stoppedAt }: AppSummary): AppLifecycle {
  return {
    appId,
    name: name ?? title,
    state,
    version,
    createdAt: new Date(createdAt),
    deployedAt: date(deployedAt),
    stoppedAt: date(stoppedAt),
  };
}

function date(at: number | undefined): Date | null {
  return at === undefined ? null : new Date(at);
}
