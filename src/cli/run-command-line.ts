import { inspect } from "node:util";
import { ModalError } from "../contract/errors.js";
import { mainHelp, unknownCommand, USAGE } from "./commands.js";
import { ExitCode } from "./endings/exit-code.js";
import { Interrupted } from "./endings/interrupted.js";
import { LastWords } from "./endings/last-words.js";
import { paint } from "../output/paint.js";
import { ReportedError } from "./endings/reported-error.js";
import { run } from "./running/run.js";
import { serve } from "./serving/serve.js";
import type { Streams } from "../output/streams.js";
import type { Surroundings } from "./running/surroundings.js";
import { UsageError } from "./endings/usage-error.js";
import { version } from "../checks/package-files.js";

const ALONE: Omit<Surroundings, "lastWords"> = {
  signal: new AbortController().signal,
  overdue: new AbortController().signal,
  now: () => performance.now(),
};

/**
 * The command line as a function.
 * @param argv the words after `modal-emulator`
 * @returns 0 if all went well, 1 if the run failed, 2 if the command line cannot be understood, 130 if it was
 * interrupted
 */
export async function runCommandLine(
  argv: readonly string[],
  streams: Streams,
  around: Omit<Surroundings, "lastWords"> = ALONE,
  lastWords: LastWords = new LastWords(),
): Promise<ExitCode> {
  using _words = lastWords.prepare(() => tellFailure(new Interrupted(), streams));
  try {
    return await dispatch(argv, streams, { ...around, lastWords });
  } catch (error) {
    return tellFailure(error, streams);
  }
}

function tellFailure(error: unknown, { stderr }: Streams): ExitCode {
  if (error instanceof UsageError) {
    stderr.write(`${paint(stderr, "red", `Error: ${error.message}`)}\n\n${error.usage}\n`);
    return ExitCode.usage;
  }
  stderr.write(`${paint(stderr, "red", failureText(error))}\n`);
  return error instanceof Interrupted ? ExitCode.interrupted : ExitCode.failure;
}

/**
 * Everything that is known to go wrong before the run says so in its message; the rest is a defect, and keeps its
 * stack.
 */
function failureText(error: unknown): string {
  if (error instanceof ReportedError) return error.message;
  if (error instanceof ModalError) return `${error.name}: ${error.message}`;
  return error instanceof globalThis.Error && error.stack !== undefined ? error.stack : inspect(error);
}

async function dispatch(
  [command, ...words]: readonly string[],
  streams: Streams,
  around: Surroundings,
): Promise<ExitCode> {
  switch (command) {
    case "run":
      return await run(words, streams, around);
    case "serve":
      return await serve(words, streams, around);
    case "-h":
    case "--help":
    case "help":
      streams.stdout.write(`${mainHelp()}\n`);
      return ExitCode.ok;
    case "--version":
      streams.stdout.write(`modal-emulator ${version}\n`);
      return ExitCode.ok;
    case undefined:
      throw new UsageError("Which command?", mainHelp());
    default:
      throw new UsageError(unknownCommand(command), USAGE);
  }
}
