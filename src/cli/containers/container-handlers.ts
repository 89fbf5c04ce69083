import { Sandbox } from "../../api/sandboxes/sandbox.js";
import { type LogOptions, showLogs } from "../deploying/log-handler.js";
import { ReportedError } from "../endings/reported-error.js";
import { show } from "../showing/table.js";
import type { CommandContext } from "../state/command-context.js";
import { copyOutput } from "./copy-output.js";
import { liveContainer, liveContainers } from "./live-containers.js";

/** `container list` */
export async function listContainers(
  context: CommandContext,
  { appId, json }: { appId?: string; json?: true },
): Promise<void> {
  const containers = await liveContainers(context);
  const rows = containers
    .filter((each) => appId === undefined || each.appId === appId)
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .map(({ containerId, appId: app, appName, createdAt }) => [containerId, app, appName, new Date(createdAt)]);
  await show(
    context.streams.stdout,
    { columns: ["Container ID", "App ID", "App Name", "Start Time"], rows },
    json === true,
  );
}

const LOGS = "Usage: modal-emulator container logs [options] <CONTAINER_ID>";

/** `container logs`: also of one that has ended, as long as its app's log has lines of it. */
export async function containerLogs(context: CommandContext, options: LogOptions, id: string): Promise<void> {
  const kept = [...context.logs()].find(([, lines]) => lines.some(({ containerId }) => containerId === id))?.[0];
  const appId = kept ?? (await liveContainer(context, id)).appId;
  await showLogs(context, appId, { ...options, container: id }, LOGS);
}

/** `container exec`: what it starts gets no input. */
export async function execInContainer(
  context: CommandContext,
  _: object,
  id: string,
  words: readonly string[],
): Promise<number> {
  const { sandboxId, functionName } = await liveContainer(context, id);
  if (sandboxId === undefined)
    throw new ReportedError(
      `InvalidError: Container ${id} runs function \`${functionName}\`: commands run in containers of sandboxes only. \`modal-emulator shell FILE::${functionName}\` opens a sandbox with its image, secrets and volumes.`,
    );
  const sandbox = await Sandbox.fromId(sandboxId);
  const process = await sandbox.exec([...words], { text: false });
  await process.closeStdin();
  return await copyOutput(process, context.streams);
}

/** `container stop` */
export async function stopContainer(
  context: CommandContext,
  { graceful, yes }: { graceful?: true; yes?: true },
  id: string,
): Promise<void> {
  const { sandboxId, containerId } = await liveContainer(context, id);
  if (!yes) await context.confirm(`Are you sure you want to stop container ${id}?`);
  const isGraceful = graceful === true && sandboxId === undefined;
  if (sandboxId === undefined) await context.world.session.backend.send("container.stop", { containerId, isGraceful });
  else await (await Sandbox.fromId(sandboxId)).terminate();
  context.streams.stdout.write(
    isGraceful ? `Container ${id} stops when its inputs are done.\n` : `Stopped container ${id}.\n`,
  );
}
