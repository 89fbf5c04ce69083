import { collectCandidates } from "../targets/collect-candidates.js";
import { EarlyEnd } from "../endings/early-end.js";
import { ExitCode } from "../endings/exit-code.js";
import { Interrupted } from "../endings/interrupted.js";
import { captureHostOutput } from "../../output/capture-host-output.js";
import { loadApp } from "../targets/load-app.js";
import { argumentsHelp, parseArguments } from "../options/parse-arguments.js";
import { hasColours } from "../../output/paint.js";
import { parseReference } from "../targets/reference.js";
import { runInWorld } from "./run-in-world.js";
import { failureJson } from "./run-report.js";
import { isRunOption, RUN_USAGE, type RunOptions } from "./run-options.js";
import { describeRunnable, interfaceOf } from "../targets/runnable.js";
import { Screen } from "../../output/screen.js";
import { selectCandidate } from "../targets/select-candidate.js";
import { setUp } from "./set-up.js";
import { givenSecrets } from "./given-secrets.js";
import { setSecrets, startWorld } from "./start-world.js";
import type { CommandHost } from "../state/command-host.js";
import { UsageError } from "../endings/usage-error.js";

/**
 * `modal-emulator run`: a local entrypoint or a function of an app, in a world of its own.
 * Modal: docs/modal/command-line.md#run, docs/modal/command-line.md#arguments.
 * @param words what stands after the reference
 * @throws UsageError, InvalidError, ReportedError or Interrupted if it does not come to a run
 */
export async function run(
  options: RunOptions,
  reference: string | undefined,
  words: readonly string[],
  host: CommandHost,
): Promise<ExitCode> {
  const { streams, around } = host;
  const tell = (error: unknown): void => {
    if (options.isJson) streams.stdout.write(`${failureJson(error)}\n`);
  };
  using _words = around.lastWords.prepare(() => {
    tell(new Interrupted());
    return undefined;
  });
  try {
    if (reference === undefined) throw new UsageError("There is nothing to run: name a file.", RUN_USAGE);
    return await attempt(options, reference, words, host);
  } catch (error) {
    if (!(error instanceof UsageError)) tell(error); // those are told with all others
    throw error;
  }
}

async function attempt(
  options: RunOptions,
  reference: string,
  words: readonly string[],
  { argv, streams, around }: CommandHost,
): Promise<ExitCode> {
  const { file, path } = parseReference(reference);
  const screen = new Screen(streams);
  using _captured = captureHostOutput(
    (stream, text) => screen.write(options.isJson ? "stderr" : stream, text),
    hasColours(streams.stdout),
  );
  using end = new EarlyEnd(around);
  try {
    const module = await end.race(loadApp(file));
    const runnable = selectCandidate(reference, path, collectCandidates(module));
    const how = interfaceOf(runnable);
    const parsed = parseArguments(reference, how, words, isRunOption);
    if (parsed.kind === "help") {
      streams.stdout.write(`${argumentsHelp(reference, describeRunnable(runnable), how)}\n`);
      return ExitCode.ok;
    }
    const secrets = await givenSecrets(options.secrets);
    await using command = await startWorld(options, secrets, {
      apps: "asleep",
      command: `run ${reference}`,
      usage: RUN_USAGE,
      around,
      warn: (message) => screen.write("stderr", `${message}\n`),
    });
    const { world } = command;
    if (options.setup !== undefined) {
      await setUp(world, options.setup, end);
      setSecrets(world, secrets); // the command line has the last word
    }
    try {
      return await runInWorld(
        world,
        {
          module,
          runnable,
          args: parsed.args,
          options,
          secrets: [...secrets.keys()],
          report:
            options.report === undefined
              ? undefined
              : { file: options.report, title: `run ${reference}`, argv, hasSeed: options.seed !== undefined },
        },
        { screen, end, lastWords: around.lastWords, now: around.now },
      );
    } finally {
      await command.keep();
    }
  } catch (error) {
    throw await end.reasonFor(error);
  }
}
