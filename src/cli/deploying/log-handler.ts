import { UsageError } from "../endings/usage-error.js";
import type { CommandContext } from "../state/command-context.js";
import { followLogs, isWanted, type LineFilter, type LineForm, writeLine } from "./log-output.js";
import { namedApp } from "./named-app.js";
import { parseMoment } from "./parse-moment.js";

/** Options of commands that show logs. */
export interface LogOptions {
  readonly follow?: true;
  readonly all?: true;
  readonly since?: string;
  readonly until?: string;
  readonly tail?: number;
  readonly search?: string;
  readonly function?: string;
  readonly functionCall?: string;
  readonly container?: string;
  readonly source?: string;
  readonly timestamps?: true;
  readonly showFunctionId?: true;
  readonly showFunctionCallId?: true;
  readonly showContainerId?: true;
}

const TAIL = 100;
const USAGE = "Usage: modal-emulator app logs [options] <APP_IDENTIFIER>";

/** `app logs` */
export async function appLogs(context: CommandContext, options: LogOptions, identifier: string): Promise<void> {
  await showLogs(context, namedApp(context, identifier).appId, options, USAGE);
}

/** Shows lines of an app's log. @throws UsageError for options that contradict each other */
export async function showLogs(
  context: CommandContext,
  appId: string,
  options: LogOptions,
  usage: string,
): Promise<void> {
  const { follow, all, since, until, tail } = options;
  if (follow && (since ?? until ?? tail ?? all) !== undefined)
    throw new UsageError("--follow cannot be combined with --since, --until, --tail or --all.", usage);
  if (tail !== undefined && tail < 1) throw new UsageError("--tail must be more than 0.", usage);
  const now = context.world.clock.now();
  const filter: LineFilter = {
    ...(since !== undefined && { since: parseMoment("--since", since, now, usage) }),
    ...(until !== undefined && { until: parseMoment("--until", until, now, usage) }),
    ...(options.search !== undefined && { search: options.search }),
    ...(options.function !== undefined && { function: options.function }),
    ...(options.functionCall !== undefined && { call: options.functionCall }),
    ...(options.container !== undefined && { container: options.container }),
    ...(options.source !== undefined && options.source !== "all" && { source: options.source }),
  };
  const form: LineForm = {
    hasTimestamps: options.timestamps === true,
    hasFunction: options.showFunctionId === true,
    hasCall: options.showFunctionCallId === true,
    hasContainer: options.showContainerId === true,
  };
  const lines = (context.logs().get(appId) ?? []).filter((line) => isWanted(line, filter));
  const isCounted = tail !== undefined || (since === undefined && until === undefined && all !== true);
  for (const line of isCounted ? lines.slice(-(tail ?? TAIL)) : lines) writeLine(context, line, form);
  if (follow) await followLogs(context, appId, form, filter);
}
