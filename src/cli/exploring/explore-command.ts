import { ExplorationError, InvalidError } from "../../contract/errors.js";
import { nearestName } from "../../checks/nearest-name.js";
import type { LoadedModule } from "../../emulator/index.js";
import { captureHostOutput } from "../../output/capture-host-output.js";
import { hasColours, paint } from "../../output/paint.js";
import { Screen } from "../../output/screen.js";
import { summaryLine } from "../../testing/explore/coverage.js";
import { explore } from "../../testing/explore/explore.js";
import type { ExploreOptions } from "../../testing/explore/explore-options.js";
import type { Property } from "../../testing/explore/try-course.js";
import { EarlyEnd } from "../endings/early-end.js";
import { errorText } from "../endings/error-text.js";
import { ExitCode } from "../endings/exit-code.js";
import { UsageError } from "../endings/usage-error.js";
import type { CommandHost } from "../state/command-host.js";
import { loadApp } from "../targets/load-app.js";
import { parseReference } from "../targets/reference.js";
import { EXPLORE_USAGE, type ExploreCommandOptions } from "./explore-command-options.js";

/** What is wrong with what was typed: other mistakes are those of the function, or of what is installed. */
const ABOUT_OPTIONS = /^explore: option |^explore\.replay|\bthreads must be\b|\benvironment\b/i;

/** A line of a stack that says who has called the function. */
const EXPLORER_FRAME = /\n[^\n]*[\\/]node_modules[\\/]fast-check[\\/][^\n]*/g;

/**
 * `modal-emulator explore`: tries a function of a world in many worlds, and shows the smallest failure.
 * @throws UsageError, InvalidError, ReportedError or Interrupted if it does not come to that
 */
export async function exploreFile(
  options: ExploreCommandOptions,
  reference: string,
  { streams, around }: CommandHost,
): Promise<ExitCode> {
  const screen = new Screen(streams);
  using _captured = captureHostOutput((stream, text) => screen.write(stream, text), hasColours(streams.stdout));
  using end = new EarlyEnd(around);
  try {
    const { file, path } = parseReference(reference);
    const module = await end.race(loadApp(file));
    const property = propertyOf(module, file, path);
    try {
      const summary = await end.race(attempt(options, property, screen));
      screen.clear();
      if (!options.isQuiet)
        screen.write("stderr", `${paint(screen.stderr, "green", "✓")} ${reference} holds${summary}.\n`);
      return ExitCode.ok;
    } catch (error) {
      const reason = await end.reasonFor(error);
      screen.clear();
      if (reason instanceof ExplorationError) return tell(reason, module, reference, screen);
      throw reason instanceof InvalidError && ABOUT_OPTIONS.test(reason.message)
        ? new UsageError(reason.message, EXPLORE_USAGE)
        : reason;
    }
  } catch (error) {
    throw await end.reasonFor(error);
  }
}

/** @returns what was covered, in words */
async function attempt(
  { runs, firstSeed, faults, budgetMs, replay, threads, environment, isQuiet }: ExploreCommandOptions,
  property: Property,
  screen: Screen,
): Promise<string> {
  const world = { ...(threads !== undefined && { threads }), ...(environment !== undefined && { environment }) };
  if (replay !== undefined) {
    await explore.replay(replay, property, { world });
    return " in this world";
  }
  const options = {
    ...(runs !== undefined && { seeds: runs }),
    ...(firstSeed !== undefined && { firstSeed }),
    ...(budgetMs !== undefined && { budgetMs }),
    ...(faults !== undefined && { faults: faults === "all" ? {} : { kinds: faults } }),
    world,
    onProgress: ({ done, seeds, shrinking }: { done: number; seeds: number; shrinking?: number }) => {
      if (!isQuiet && screen.isInteractive)
        screen.draw([
          `explore: ${done}/${seeds} seeds${shrinking === undefined ? "" : `, a failure; ${shrinking} worlds for a smaller one`}`,
        ]);
    },
  };
  return `: ${summaryLine(await explore(options as ExploreOptions, property))}`; // `explore` checks what the kinds are
}

function propertyOf({ exports }: LoadedModule, file: string, path: string | undefined): Property {
  const name = path ?? "default";
  const property = exports[name];
  if (typeof property === "function") return property as Property;
  const names = Object.keys(exports).filter((each) => typeof exports[each] === "function");
  if (path === undefined)
    throw new InvalidError(
      `${file} has to export a function of the world by default, as in \`export default async (world) => …\`${names.length === 0 ? "." : `, or name one: ${file}::${names[0]}.`}`,
    );
  const near = nearestName(path, names);
  throw new InvalidError(
    `${file} exports no function \`${path}\`.${near === undefined ? "" : ` Did you mean \`${near}\`?`}`,
  );
}

function tell(error: ExplorationError, module: LoadedModule, reference: string, screen: Screen): ExitCode {
  const { cause, message, replay } = error;
  const heading = errorText(cause, (stack) => module.mapStack(stack).replaceAll(EXPLORER_FRAME, ""));
  const rest = message.startsWith(String(cause)) ? message.slice(String(cause).length) : `\n${message}`;
  const told = rest.replace(/\nRun it again alike: .*$/s, "");
  const line = replay?.replaceAll("'", String.raw`'\''`);
  const again =
    line === undefined ? "" : `\nRun it again alike: modal-emulator explore ${reference} --replay '${line}'`;
  screen.write("stderr", `${paint(screen.stderr, "red", heading)}${told}${again}\n`);
  return ExitCode.failure;
}
