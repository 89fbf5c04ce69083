import { enableOutput } from "../../api/app/enable-output.js";
import { inspect } from "node:util";
import type { Emulator, LoadedModule } from "../../emulator/index.js";
import { advice } from "./advice.js";
import { errorText } from "../endings/error-text.js";
import type { EarlyEnd } from "../endings/early-end.js";
import { ExitCode } from "../endings/exit-code.js";
import { Interrupted } from "../endings/interrupted.js";
import type { LastWords } from "../endings/last-words.js";
import { hasColours, paint } from "../../output/paint.js";
import type { RunOptions } from "./run-options.js";
import { reportJson, type Outcome } from "./run-report.js";
import { invoke, type Runnable } from "../targets/runnable.js";
import { coverEnabledOutput } from "../../output/enabled-output.js";
import type { Screen } from "../../output/screen.js";
import { showWorld } from "./show-world.js";
import { summarize, summaryLine } from "./summary.js";
import { writeResult } from "./write-result.js";
import { failureOf, type WantedReport, writeWorldReport } from "./write-world-report.js";

export interface Run {
  readonly module: LoadedModule;
  readonly runnable: Runnable;
  readonly args: readonly unknown[];
  readonly options: RunOptions;
  /** Names of those that the command line gives. */
  readonly secrets: readonly string[];
  /** To be written when it is over. */
  readonly report: WantedReport | undefined;
}

/** Where a run is shown, and what it listens to. */
export interface Stage {
  readonly screen: Screen;
  readonly end: EarlyEnd;
  readonly lastWords: LastWords;
  /** Real time in milliseconds. */
  readonly now: () => number;
}

/** Runs it in a world and shows what happens. */
export async function runInWorld(world: Emulator, run: Run, stage: Stage): Promise<ExitCode> {
  const { runnable, args, options } = run;
  const { screen, end, lastWords, now } = stage;
  const tell = teller(world, run, stage);
  const how = {
    name: runnable.name,
    hasProgress: !options.isQuiet,
    hasTimestamps: options.hasTimestamps,
    logsTo: options.isJson ? ("stderr" as const) : undefined,
  };
  using _covered = coverEnabledOutput();
  using shown = showWorld(world, how, screen, now);
  const fail = (error: unknown): ExitCode => {
    if (error instanceof Interrupted) shown.showRest();
    shown[Symbol.dispose]();
    return tell({ ok: false, error });
  };
  using _words = lastWords.prepare(() => fail(new Interrupted()));
  let result: unknown;
  try {
    using _output = options.isInteractive ? enableOutput() : undefined; // covered: what is shown is shown anyway
    const asked = {
      ...(options.name !== undefined && { name: options.name }),
      detach: options.isDetached,
      interactive: options.isInteractive,
    };
    result = await end.hasten(world.run(runnable.app, () => end.race(invoke(runnable, args)), asked));
    if (options.isDetached) await end.race(world.clock.runUntilIdle());
    if (options.writeResult !== undefined) await writeResult(options.writeResult, result);
  } catch (error) {
    return fail(await end.reasonFor(error));
  }
  shown[Symbol.dispose]();
  return tell({ ok: true, result });
}

/** Begins a run. @returns what tells how it ended */
function teller(world: Emulator, run: Run, { screen, now }: Stage): (outcome: Outcome) => ExitCode {
  const { module, runnable, options, report } = run;
  const mapStack = (stack: string): string => module.mapStack(stack);
  const [startedAt, startedReal] = [world.clock.now(), now()];
  return (outcome) => {
    const summary = summarize(world, startedAt);
    for (const { function: name, containerId } of world.busy())
      screen.write("stderr", `\`${name}\` in container ${containerId} was still at work.\n`);
    if (outcome.ok) showResult(outcome.result, run, screen);
    else {
      const hint = advice(outcome.error, run.secrets);
      const text = `${errorText(outcome.error, mapStack)}${hint === undefined ? "" : `\n${hint}`}`;
      screen.write("stderr", `${paint(screen.stderr, "red", world.secrets.mask(text))}\n`);
    }
    if (!options.isQuiet) {
      const sign = outcome.ok ? paint(screen.stderr, "green", "✓") : paint(screen.stderr, "red", "✗");
      screen.write("stderr", `${sign} ${runnable.name}: ${summaryLine(summary, now() - startedReal)}\n`);
    }
    if (report) {
      const failure = outcome.ok ? undefined : failureOf(outcome.error, mapStack);
      writeWorldReport(world, report, failure, (line) => screen.write("stderr", `${line}\n`));
    }
    if (options.isJson) {
      const logs = [...world.logs, ...world.logs.underWay({ all: true })];
      const mask = (text: string): string => world.secrets.mask(text);
      const [name, app] = [runnable.name, runnable.app.name];
      screen.write("stdout", `${reportJson({ name, app, seed: world.seed, outcome, summary, logs, mask })}\n`);
    }
    if (outcome.ok) return ExitCode.ok;
    return outcome.error instanceof Interrupted ? ExitCode.interrupted : ExitCode.failure;
  };
}

/** A run that returns nothing has nothing to show. */
function showResult(result: unknown, { options }: Run, screen: Screen): void {
  if (options.isJson || options.writeResult !== undefined || result === undefined) return;
  screen.write(
    "stdout",
    `${typeof result === "string" ? result : inspect(result, { colors: hasColours(screen.stdout), depth: 8 })}\n`,
  );
}
