import { paint } from "../../output/paint.js";
import { ExitCode } from "../endings/exit-code.js";
import { UsageError } from "../endings/usage-error.js";
import type { CommandHost } from "../state/command-host.js";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { nearestName } from "../../checks/nearest-name.js";
import { LearnSession } from "./learn-session.js";
import { limitMsOf, type LearnOptions } from "./learn-options.js";
import { readLessons } from "./lesson.js";
import { openLessons, type OpenLessons } from "./open-lessons.js";
import { findLesson } from "./find-lesson.js";
import { watchExercises } from "./watch-exercises.js";

/** What follows `learn`, as commands. */
const COMMANDS = ["start", "list", "check", "hint", "solution", "reset"];

/** What other programs of this kind call them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  run: "check",
  verify: "check",
  test: "check",
  watch: "start --watch",
  next: "start",
  solve: "solution",
  progress: "list",
  status: "list",
};

const USAGE = "Usage: modal-emulator learn [DIR]";

/**
 * `modal-emulator learn`: shows the next lesson, and what its exercise says; while somebody watches, again whenever it
 * is saved.
 * @param name of the folder
 * @throws UsageError, ReportedError or Interrupted if it does not come to that
 */
export async function learn(host: CommandHost, options: LearnOptions, name: string | undefined): Promise<ExitCode> {
  const { streams, directory, around } = host;
  if (name !== undefined) checkFolderName(name, directory);
  if (options.once && options.watch) throw new UsageError("--once and --watch: give one of them.", USAGE);
  const open = openLessons(host, name);
  const first = options.lesson === undefined ? undefined : findLesson(open.lessons, options.lesson);
  const isWatching = options.watch ?? (!options.once && streams.stdout.isTTY === true);
  const session = new LearnSession(
    open,
    streams.stdout,
    { limitMs: limitMsOf(options), signal: around.signal, isWatching },
    first,
  );
  if (isWatching) return await watchExercises(session, open, host);
  await session.advance();
  if (session.current) streams.stdout.write(`\n${whatNext(host, open, session)}\n`);
  return ExitCode.ok;
}

function whatNext({ streams: { stdout } }: CommandHost, { folder }: OpenLessons, { current }: LearnSession): string {
  const file = current === undefined ? "" : folder.shown(folder.fileOf(current));
  return [
    `${paint(stdout, "yellow", "Next:")} mend ${file}, then run this again.`,
    "Stuck?",
    `  ${folder.command("hint")}`,
    `  ${folder.command("solution")}`,
  ].join("\n");
}

/** Whoever mistypes a command, or names a lesson, does not mean a new folder of that name. */
function checkFolderName(name: string, directory: string): void {
  if (existsSync(resolve(directory, name)) || /[\\/.]/.test(name)) return;
  const advice = `(For a folder of that name, write ./${name}.)`;
  if (/^\d+$/.test(name) || readLessons().some((lesson) => name === lesson.name || name === lesson.id))
    throw new UsageError(`${name} is no folder. Did you mean \`learn --lesson ${name}\`? ${advice}`, USAGE);
  const near = SYNONYMS[name] ?? nearestName(name, COMMANDS);
  if (near !== undefined) throw new UsageError(`No such command: ${name}. Did you mean \`${near}\`? ${advice}`, USAGE);
}
