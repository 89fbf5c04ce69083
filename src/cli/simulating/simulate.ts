import { setImmediate as immediate } from "node:timers/promises";
import { captureHostOutput } from "../../output/capture-host-output.js";
import { coverEnabledOutput } from "../../output/enabled-output.js";
import { formatSpan } from "../../output/format-span.js";
import { hasColours, paint } from "../../output/paint.js";
import { Screen } from "../../output/screen.js";
import { EarlyEnd } from "../endings/early-end.js";
import { ExitCode } from "../endings/exit-code.js";
import { Interrupted } from "../endings/interrupted.js";
import type { ReportFailure } from "../../emulator/index.js";
import { UsageError } from "../endings/usage-error.js";
import { givenSecrets } from "../running/given-secrets.js";
import { failureJson } from "../running/run-report.js";
import { setUp } from "../running/set-up.js";
import { showWorld } from "../running/show-world.js";
import { failureOf, writeWorldReport } from "../running/write-world-report.js";
import { type CommandWorld, type GivenSecrets, setSecrets, startWorld } from "../running/start-world.js";
import type { CommandHost } from "../state/command-host.js";
import { aboutFile, readFaultPlan } from "./read-fault-plan.js";
import { SIMULATE_USAGE, type SimulateOptions } from "./simulate-options.js";
import { deployedIn, simulatedFile } from "./simulated-apps.js";
import { type Simulation, simulationOf } from "./simulation.js";
import { simulationJson } from "./simulation-json.js";
import { SimulationRecord } from "./simulation-record.js";
import { simulationText } from "./simulation-text.js";
import { toldCommand } from "../state/told-command.js";

/**
 * `modal-emulator simulate`: lets the schedules of a file's apps, or of all that is deployed, run through a span of
 * virtual time, and tells what has come of it.
 * @throws UsageError, InvalidError, ReportedError or Interrupted if it does not come to that
 */
export async function simulate(
  options: SimulateOptions,
  reference: string | undefined,
  { argv, streams, around }: CommandHost,
): Promise<ExitCode> {
  const screen = new Screen(streams);
  using _captured = captureHostOutput(
    (stream, text) => screen.write(options.isJson ? "stderr" : stream, text),
    hasColours(streams.stdout),
  );
  using end = new EarlyEnd(around);
  try {
    const apps = reference === undefined ? undefined : await simulatedFile(reference, end);
    const secrets = await givenSecrets(options.secrets);
    await using command = await beginning(options, secrets, {
      apps: apps ? "asleep" : "awake",
      command: toldCommand(argv),
      usage: SIMULATE_USAGE,
      around,
      warn: (message) => screen.write("stderr", `${message}\n`),
      readsOnly: true,
    });
    const { world } = command;
    if (options.setup !== undefined) {
      await setUp(world, options.setup, end);
      setSecrets(world, secrets); // the command line has the last word
    }
    if (world.clock.now() + options.spanMs > LAST_INSTANT)
      throw new UsageError("--for: that long after the beginning is no date any more.", SIMULATE_USAGE);
    const record = new SimulationRecord();
    world.events.subscribe((event) => record.see(event));
    for (const [name, app] of apps ?? []) await end.race(world.deploy(app, { name }));
    const deployed = await deployedIn(world);
    const [from, startedReal] = [world.clock.now(), around.now()];
    const until = from + options.spanMs;
    const unused = (): string[] =>
      world.faults.unused.map(({ what, hint }) => aboutFile(what, options.faults ?? "the setup") + hint);
    const report = (failure: Omit<ReportFailure, "again"> | undefined): void => {
      if (options.report === undefined) return;
      const title = reference === undefined ? "simulate" : `simulate ${reference}`;
      const wanted = { file: options.report, title, argv, hasSeed: options.seed !== undefined };
      writeWorldReport(world, wanted, failure, (line) => screen.write("stderr", `${line}\n`));
    };
    const tell = (isInterrupted: boolean): ExitCode => {
      const simulation = simulationOf(world, record, deployed, {
        from,
        until: isInterrupted ? world.clock.now() : until,
      });
      const ok = !isInterrupted && !record.hasFailed;
      show(
        simulation,
        { ok, unusedFaults: unused(), isInterrupted, realMs: around.now() - startedReal },
        options,
        screen,
      );
      report(isInterrupted ? { message: "Interrupted." } : unheardFailure(record));
      return isInterrupted ? ExitCode.interrupted : ok ? ExitCode.ok : ExitCode.failure;
    };
    using _covered = coverEnabledOutput();
    using shown = options.isQuiet
      ? undefined
      : showWorld(
          world,
          {
            name: "simulate",
            hasProgress: true,
            hasTimestamps: options.hasTimestamps,
            logsTo: options.isJson ? "stderr" : undefined,
          },
          screen,
          around.now,
        );
    const finish = (isInterrupted: boolean): ExitCode => {
      if (isInterrupted) shown?.showRest();
      shown?.[Symbol.dispose]();
      return tell(isInterrupted);
    };
    using _words = around.lastWords.prepare(() => finish(true));
    try {
      await end.race(pass(world, until));
    } catch (error) {
      const reason = await end.reasonFor(error);
      if (reason instanceof Interrupted) return finish(true);
      report(failureOf(reason, (stack) => stack));
      throw reason;
    }
    return finish(false);
  } catch (error) {
    const reason = await end.reasonFor(error);
    if (options.isJson && !(reason instanceof UsageError)) screen.write("stdout", `${failureJson(reason)}\n`); // those are told with all others
    throw reason;
  }
}

/** Days between two looks at what is to be done outside of the world, such as Ctrl-C. */
const DAY_MS = 86_400_000;

/** Dates end there. */
const LAST_INSTANT = 8.64e15;

/** What is due at `until` itself belongs to what follows. */
async function pass({ clock }: CommandWorld["world"], until: number): Promise<void> {
  while (clock.now() < until - 1) {
    await clock.advanceTo(Math.min(until - 1, clock.now() + DAY_MS));
    await immediate();
  }
}

/** The world of a simulation. @throws UsageError also for what is wrong with its faults */
async function beginning(
  { faults, ...options }: SimulateOptions,
  secrets: GivenSecrets,
  use: Parameters<typeof startWorld>[2],
): Promise<CommandWorld> {
  if (faults === undefined) return await startWorld(options, secrets, use);
  const plan = await readFaultPlan(faults, SIMULATE_USAGE);
  try {
    return await startWorld({ ...options, faults: plan }, secrets, use);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(aboutFile(error.message, faults), error.usage) : error;
  }
}

/** What makes a simulation fail, if anything does. */
function unheardFailure({ failures }: SimulationRecord): Omit<ReportFailure, "again"> | undefined {
  const first = failures.find(({ unheard }) => unheard > 0);
  return first && { message: `${first.function}: ${first.error}` };
}

interface End {
  readonly ok: boolean;
  readonly unusedFaults: readonly string[];
  readonly isInterrupted: boolean;
  readonly realMs: number;
}

function show(
  simulation: Simulation,
  { ok, unusedFaults, isInterrupted, realMs }: End,
  { isJson, isQuiet }: SimulateOptions,
  screen: Screen,
): void {
  const say = (text: string): void => screen.write("stderr", `${text}\n`);
  if (isInterrupted) say(paint(screen.stderr, "red", "Interrupted."));
  for (const fault of unusedFaults) say(`A fault had nothing to hit: ${fault}`);
  screen.write("stdout", isJson ? `${simulationJson(simulation, { ok, unusedFaults })}\n` : simulationText(simulation));
  if (isQuiet) return;
  const sign = ok ? paint(screen.stderr, "green", "✓") : paint(screen.stderr, "red", "✗");
  say(`${sign} simulate: ${formatSpan(simulation.until - simulation.from)} of virtual time in ${formatSpan(realMs)}`);
}
