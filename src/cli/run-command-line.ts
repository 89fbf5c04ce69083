import { inspect } from "node:util";
import { CommanderError } from "commander";
import { ModalError } from "../contract/errors.js";
import { addCompletion } from "./commands/completion.js";
import { commandTree } from "./commands/command-tree.js";
import { ExitCode } from "./endings/exit-code.js";
import { Interrupted } from "./endings/interrupted.js";
import { LastWords } from "./endings/last-words.js";
import { paint } from "../output/paint.js";
import { ReportedError } from "./endings/reported-error.js";
import type { Streams } from "../output/streams.js";
import { failureJson } from "./running/run-report.js";
import type { Surroundings } from "./endings/surroundings.js";
import type { CommandHost } from "./state/command-host.js";
import { LocalHost } from "./state/local-host.js";
import { UsageError } from "./endings/usage-error.js";

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
): Promise<number> {
  using _words = lastWords.prepare(() => tellFailure(new Interrupted(), streams));
  return await carryOut(new LocalHost(argv, streams, { ...around, lastWords }, carryOut));
}

/** @returns the code that a command ends with */
export async function carryOut(host: CommandHost): Promise<number> {
  try {
    const tree = commandTree(host);
    await addCompletion(tree, host.argv);
    tree.parse([...host.argv], { from: "user" });
    await host.job();
    return host.code;
  } catch (error) {
    if (error instanceof CommanderError) return ExitCode.ok; // it has shown a help, or the version
    if (error instanceof UsageError && isJsonRun(host.argv)) host.streams.stdout.write(`${failureJson(error)}\n`);
    return tellFailure(error, host.streams);
  }
}

/** Whoever reads the outcome of a run or a simulation as JSON reads mistakes of the command line so, too. */
function isJsonRun([command, ...words]: readonly string[]): boolean {
  return (command === "run" || command === "simulate") && words.includes("--json");
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
