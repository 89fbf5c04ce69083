import { ReportedError } from "../endings/reported-error.js";
import type { ContainerSummary } from "../../emulator/index.js";
import type { CommandContext } from "../state/command-context.js";

/** A container that runs. */
export interface LiveContainer extends ContainerSummary {
  readonly appName: string | undefined;
}

/** Containers that run in the environment of a command. Only what is served runs: otherwise there are none. */
export async function liveContainers({ world, environment, isLive }: CommandContext): Promise<LiveContainer[]> {
  if (!isLive) return [];
  const apps = await world.session.backend.send("app.list", { environment });
  const names = new Map(apps.map(({ appId, name }) => [appId, name]));
  return world
    .containers()
    .filter(({ appId, stoppedAt }) => names.has(appId) && stoppedAt === null)
    .map((container) => ({ ...container, appName: names.get(container.appId) }));
}

/** @param id `ta-…`, or `sb-…` of a sandbox @throws ReportedError if nothing runs, or not this */
export async function liveContainer(context: CommandContext, id: string): Promise<LiveContainer> {
  const all = await liveContainers(context);
  const found = all.find(({ containerId, sandboxId }) => containerId === id || sandboxId === id);
  if (found) return found;
  throw new ReportedError(
    `NotFoundError: There is no container ${id} that runs. ${context.isLive ? "`modal-emulator container list` lists those that do." : "Nothing runs now: `modal-emulator serve` runs what is deployed."}`,
  );
}
