import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readState } from "../../emulator/host/read-state.js";
import { writeState } from "../../emulator/host/write-state.js";
import { counted } from "../../output/counted.js";
import { ReportedError } from "../endings/reported-error.js";
import { show, shownTime } from "../showing/table.js";
import { attachmentsOf, parseAttached } from "./attached.js";
import type { CommandContext } from "./command-context.js";
import { asReported } from "./prepare-folder.js";

/** What is counted, as it is called there. */
const KINDS = {
  Volume: "Volumes",
  NetworkFileSystem: "Network file systems",
  Dict: "Dicts",
  Queue: "Queues",
  Secret: "Secrets",
  Proxy: "Proxies",
} as const;

/** `state show` */
export async function showState({ state, world, streams }: CommandContext, { json }: { json?: true }): Promise<void> {
  const { place, attached } = state;
  const snapshot = await world.snapshot();
  const deployed = attached.apps.filter(({ stoppedAt }) => stoppedAt === undefined).length;
  const objects = Object.keys(KINDS).map(
    (kind) => snapshot.objects.filter((object) => object.kind === kind).length ?? 0,
  );
  const contents = new Set(snapshot.objects.flatMap(({ content }) => content.files));
  const bytes = [...contents].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const columns = ["Folder", "Revision", "Time", "Apps", ...Object.values(KINDS), "Files", "Bytes"];
  const time = new Date(world.clock.now());
  const row = [place.folder, attached.revision, time, deployed, ...objects, contents.size, bytes];
  if (json) return show(streams.stdout, { columns, rows: [row] }, true);
  const lines = columns.map((column, index) => {
    const cell = row[index];
    return `${`${column}:`.padEnd(22)}${cell instanceof Date ? shownTime(cell) : String(cell)}\n`;
  });
  streams.stdout.write(lines.join(""));
}

/** `state export` */
export async function exportState(
  { state, world, streams, directory }: CommandContext,
  _: object,
  to: string,
): Promise<void> {
  const target = resolve(directory, to);
  try {
    await writeState(target, await world.snapshot(), {
      attachments: attachmentsOf(state.attached),
      refuse: (why) =>
        new ReportedError(
          `Nothing was written to ${to}, because ${why}. Name a directory that is new, empty, or holds an earlier export.`,
        ),
    });
  } catch (error) {
    throw asReported(error, `The export to ${to} could not be written`);
  }
  streams.stdout.write(`Exported to ${to}. Values of secrets are in it in clear text.\n`);
}

/** `state import` */
export async function importState(context: CommandContext, { yes }: { yes?: true }, from: string): Promise<void> {
  const { state, world, streams, directory, isLive } = context;
  if (isLive) throw new ReportedError("`serve` uses the state: end it before a state is imported.");
  const source = resolve(directory, from);
  const refuse = (why: string, cause?: unknown): ReportedError =>
    new ReportedError(`${from} was refused, because ${why}. Nothing was changed.`, { cause });
  const { attachments } = await readState(source, from, refuse);
  if (!yes && existsSync(state.place.store))
    await context.confirm(`Are you sure you want to replace the state in ${state.place.folder}?`);
  await world.import(source);
  state.attached = { ...parseAttached(attachments), revision: state.attached.revision };
  streams.stdout.write(`Imported ${from}: ${counted(state.attached.apps.length, "app")}, and what was stored.\n`);
}
