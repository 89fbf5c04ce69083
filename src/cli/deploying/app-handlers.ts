import { UsageError } from "../endings/usage-error.js";
import { ReportedError } from "../endings/reported-error.js";
import { loadKept } from "../../emulator/lanes/threads/load-module.js";
import { show } from "../showing/table.js";
import type { CommandContext } from "../state/command-context.js";
import { currentVersion, type KeptApp, type KeptVersion, withApp } from "../state/kept-apps.js";
import { deployableApp } from "../targets/deployable-app.js";
import { deploy } from "./deployment.js";
import { deployedApp, namedApp } from "./named-app.js";

interface Json {
  readonly json?: true;
}

/** `app list` */
export async function listApps(context: CommandContext, { json }: Json): Promise<void> {
  const { state, world, environment, streams } = context;
  const rows = state.attached.apps
    .filter((app) => app.environment === environment)
    .toReversed()
    .map((app) => [
      app.appId,
      app.name,
      app.stoppedAt === undefined ? "deployed" : "stopped",
      world.containers().filter(({ appId, stoppedAt }) => appId === app.appId && stoppedAt === null).length,
      new Date(app.createdAt),
      app.stoppedAt === undefined ? undefined : new Date(app.stoppedAt),
    ]);
  const columns = ["App ID", "Description", "State", "Tasks", "Created at", "Stopped at"];
  await show(streams.stdout, { columns, rows }, json === true);
}

/** `app history` */
export async function appHistory(context: CommandContext, { json }: Json, identifier: string): Promise<void> {
  const { versions } = namedApp(context, identifier);
  const rows = versions
    .toReversed()
    .map(({ version, deployedAt, client, tag, rollbackOf }) => [
      `v${version}`,
      new Date(deployedAt),
      client,
      tag,
      rollbackOf === undefined ? undefined : `v${rollbackOf}`,
    ]);
  const columns = ["Version", "Time deployed", "Client", "Tag", "Rollback to"];
  await show(context.streams.stdout, { columns, rows }, json === true);
}

/** `app stop` */
export async function stopApp(context: CommandContext, { yes }: { yes?: true }, identifier: string): Promise<void> {
  const { state, world, streams } = context;
  const app = deployedApp(context, identifier);
  if (!yes) await context.confirm(`Are you sure you want to stop the app '${app.name}' (${app.appId})?`);
  await world.session.backend.send("app.stop", { appId: app.appId, detached: false });
  const stopped: KeptApp = { ...app, stoppedAt: world.clock.now() };
  state.attached = { ...state.attached, apps: withApp(state.attached.apps, stopped) };
  streams.stdout.write(`Stopped app '${app.name}' (${app.appId}).\n`);
}

interface RolloutOptions {
  readonly strategy?: "rolling" | "recreate";
}

/** `app rollback` */
export async function rollbackApp(
  context: CommandContext,
  { strategy }: RolloutOptions,
  identifier: string,
  wanted: string | undefined,
): Promise<void> {
  const [, digits] = /^v?(\d+)$/.exec(wanted ?? "0") ?? [];
  if (digits === undefined)
    throw new UsageError(
      `Invalid version "${wanted}": it is v5 or 5.`,
      "Usage: modal-emulator app rollback [options] <APP_IDENTIFIER> [VERSION]",
    );
  const app = deployedApp(context, identifier);
  const current = currentVersion(app);
  const number = wanted === undefined ? current.version - 1 : Number(digits);
  const target = app.versions.find(({ version }) => version === number);
  if (!target)
    throw new ReportedError(
      wanted === undefined
        ? `InvalidError: App "${app.name}" has no version before v${current.version}.`
        : `InvalidError: App "${app.name}" has no version v${number}: \`modal-emulator app history ${app.name}\` lists them.`,
    );
  const { version } = await deployAgain(context, app, target, { ...(strategy && { strategy }), rollbackOf: number });
  context.streams.stdout.write(`Rolled back app '${app.name}' to v${number}, as v${version}.\n`);
}

/** `app rollover` */
export async function rolloverApp(
  context: CommandContext,
  { strategy }: RolloutOptions,
  identifier: string,
): Promise<void> {
  const app = deployedApp(context, identifier);
  const { version } = await deployAgain(context, app, currentVersion(app), { ...(strategy && { strategy }) });
  context.streams.stdout.write(`Rolled over app '${app.name}', as v${version}: new containers take what comes.\n`);
}

async function deployAgain(
  context: CommandContext,
  { name, environment }: KeptApp,
  { file, variable, code, tag }: KeptVersion,
  { strategy, rollbackOf }: RolloutOptions & { readonly rollbackOf?: number },
): Promise<KeptVersion> {
  const kept = context.state.attached.code.get(code);
  if (!kept) throw new TypeError(`The code ${code} is missing.`);
  const app = deployableApp(await loadKept(kept, code), file, variable);
  const deployed = await deploy(context, {
    app,
    code: kept,
    file,
    ...(variable !== undefined && { variable }),
    ...(rollbackOf !== undefined && { rollbackOf }),
    options: { name, environment, ...(tag !== "" && { tag }), ...(strategy && { strategy }) },
  });
  return currentVersion(deployed);
}
