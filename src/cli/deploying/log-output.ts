import { once } from "node:events";
import { logText } from "../../output/log-text.js";
import { paint } from "../../output/paint.js";
import type { CommandContext } from "../state/command-context.js";
import type { KeptLine } from "../state/kept-logs.js";

/** How a line of a log is shown. */
export interface LineForm {
  readonly hasTimestamps: boolean;
  readonly hasFunction?: boolean;
  readonly hasCall?: boolean;
  readonly hasContainer?: boolean;
}

/** What lines are wanted. */
export interface LineFilter {
  /** Epoch milliseconds, both ends included. */
  readonly since?: number;
  readonly until?: number;
  /** Part of the text. */
  readonly search?: string;
  /** Name or id. */
  readonly function?: string;
  readonly call?: string;
  readonly container?: string;
  readonly source?: string;
}

/** Whether a line passes. */
export function isWanted(line: KeptLine, filter: LineFilter): boolean {
  const { at, text, source, contextIds, containerId } = line;
  return (
    at >= (filter.since ?? -Infinity) &&
    at <= (filter.until ?? Infinity) &&
    (filter.search === undefined || text.includes(filter.search)) &&
    (filter.function === undefined || filter.function === line.function || filter.function === contextIds[0]) &&
    (filter.call === undefined || contextIds.includes(filter.call)) &&
    (filter.container === undefined || filter.container === containerId) &&
    (filter.source === undefined || filter.source === source)
  );
}

/** Shows a line. */
export function writeLine({ streams: { stdout } }: CommandContext, line: KeptLine, form: LineForm): void {
  const ids = [
    form.hasFunction ? line.contextIds[0] : undefined,
    form.hasCall ? line.contextIds.find((id) => id.startsWith("fc-")) : undefined,
    form.hasContainer ? line.containerId : undefined,
  ].filter((id) => id !== undefined);
  const prefix = ids.length === 0 ? "" : `${paint(stdout, "dim", `[${ids.join(" ")}]`)} `;
  stdout.write(logText({ at: line.at, text: prefix + line.text }, form.hasTimestamps));
}

/** Shows what an app writes from now on, until Ctrl-C, or until it can write nothing more. */
export async function followLogs(
  context: CommandContext,
  appId: string,
  form: LineForm,
  filter: LineFilter = {},
): Promise<void> {
  if (!context.isLive) {
    context.streams.stderr.write("Nothing runs now: `modal-emulator serve` runs what is deployed.\n");
    return;
  }
  let shown = context.logs().get(appId)?.at(-1);
  const stop = context.world.logs.subscribe(({ objectId }) => {
    if (objectId !== appId) return;
    const lines = context.logs().get(appId) ?? [];
    const from = shown ? lines.lastIndexOf(shown) + 1 : 0;
    for (const line of lines.slice(from)) if (isWanted(line, filter)) writeLine(context, line, form);
    shown = lines.at(-1);
  });
  try {
    if (!context.signal.aborted) await once(context.signal, "abort");
  } finally {
    stop();
  }
}
