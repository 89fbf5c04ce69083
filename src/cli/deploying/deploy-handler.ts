import { resolve } from "node:path";
import { ReportedError } from "../endings/reported-error.js";
import { UsageError } from "../endings/usage-error.js";
import { paint } from "../../output/paint.js";
import { deployableApp } from "../targets/deployable-app.js";
import { loadApp } from "../targets/load-app.js";
import { parseReference } from "../targets/reference.js";
import type { CommandContext } from "../state/command-context.js";
import { currentVersion } from "../state/kept-apps.js";
import { deploy } from "./deployment.js";
import { followLogs } from "./log-output.js";

interface DeployCommandOptions {
  readonly name?: string;
  readonly tag?: string;
  readonly strategy?: "rolling" | "recreate";
  readonly streamLogs?: true;
  readonly timestamps?: true;
}

/** `deploy` */
export async function deployFile(
  context: CommandContext,
  { name, tag, strategy, streamLogs, timestamps }: DeployCommandOptions,
  reference: string,
): Promise<void> {
  const { world, streams, directory } = context;
  const { file, path } = parseReference(directory === process.cwd() ? reference : resolve(directory, reference));
  if (path?.includes("."))
    throw new UsageError(
      `\`${path}\` names no variable with an app: a reference is \`file.ts\` or \`file.ts::app\`.`,
      "Usage: modal-emulator deploy [options] <APP_REF>",
    );
  const module = await loadApp(file);
  const app = deployableApp(module, file, path);
  if (name === undefined && app.name === undefined)
    throw new ReportedError(
      'ExecutionError: An app that is deployed needs a name: `new App("name")` in the file, or --name.',
    );
  const options = {
    ...(name !== undefined && { name }),
    ...(tag !== undefined && { tag }),
    ...(strategy && { strategy }),
  };
  const kept = await deploy(context, {
    app,
    code: module.kept(),
    file: resolve(file),
    ...(path !== undefined && { variable: path }),
    options,
  });
  const { version } = currentVersion(kept);
  const say = (text: string): void => void streams.stdout.write(`${text}\n`);
  say(paint(streams.stdout, "green", `✓ Deployed app ${kept.name}, version ${version} (${kept.appId}).`));
  const [summary] = await world.session.backend.send("app.list", { appId: kept.appId });
  for (const { tag: fn, webUrl } of summary?.functions ?? [])
    say(`  ${fn}${webUrl === undefined ? "" : `  ${webUrl}`}`);
  if (!context.isLive)
    say(
      "\nIts functions are found by their names now. `modal-emulator serve` serves it, `simulate` runs its schedules.",
    );
  if (streamLogs) context.afterwards((later) => followLogs(later, kept.appId, { hasTimestamps: timestamps === true }));
}
