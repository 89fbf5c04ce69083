import type * as FastCheck from "fast-check";
import { ExplorationError, InvalidError } from "../../contract/errors.js";
import { nearestName } from "../../checks/nearest-name.js";
import { describe } from "../../checks/options.js";
import { lanePool } from "../../emulator/lanes/threads/lane-pool.js";
import { realNow } from "../../emulator/time/real-time.js";
import { courseLine, describeCourse, parseCourse, type Course } from "./course.js";
import { courses } from "./courses.js";
import { Coverage, summaryLine, type ExploreSummary } from "./coverage.js";
import { parseExploreOptions, type ExploreOptions, type ExploreSettings } from "./explore-options.js";
import { tryCourse, type Attempt, type Property } from "./try-course.js";

/** A failure and the course that leads to it. */
interface Failing {
  readonly course: Course;
  readonly attempt: Attempt;
}

/** Finds out whether something holds in every world. */
export interface Explore {
  /**
   * Tries a property in many worlds: under one seed after the other, with what happens at one instant in different
   * orders, and with things that go wrong. A failure is made as small as it gets, to the fewest faults and the fewest
   * rounds that are reordered, and comes with a line that replays it. Built on fast-check, which has to be installed.
   * @param property sets up, runs and checks a world; has to be free of chance of its own
   * @returns what was covered
   * @throws ExplorationError if the property fails in a world, with its error as `cause`; InvalidError for an option
   * that is none
   * @example
   * await explore({ seeds: 200, faults: { kinds: ["crash"] } }, async (world) => {
   *   await world.run(app, () => pay.remote("A1"));
   *   expect(await charges(world)).toBe(1);
   * });
   */
  (options: ExploreOptions, property: Property): Promise<ExploreSummary>;

  /**
   * Runs a property once more in the world that failed.
   * @param line what the failed exploration has printed
   * @param options.world options of the world, as they were then
   * @throws ExplorationError as then; InvalidError for a line that is none
   */
  replay(line: string, property: Property, options?: Pick<ExploreOptions, "world">): Promise<void>;
}

/** Tries a property in many worlds; `explore.replay` runs it in one of them again. */
export const explore: Explore = Object.assign(exploreSeeds, { replay });

async function exploreSeeds(options: ExploreOptions, property: Property): Promise<ExploreSummary> {
  const settings = parseExploreOptions(options);
  checkProperty("explore", property);
  const fc = await loadFastCheck();
  using _routing = await lanePool.keepRouting();
  const coverage = new Coverage();
  const began = realNow();
  const left = (): number => settings.budgetMs - (realNow() - began);
  for (let done = 0; done < settings.seeds && (done === 0 || left() > 0); done++) {
    const failing = await exploreSeed(fc, settings, settings.firstSeed + done, property, { done, coverage, left });
    settings.onProgress({ done: done + 1, seeds: settings.seeds });
    if (failing) throw await explorationError(failing, settings, property, coverage.summary);
  }
  const { summary } = coverage;
  if (settings.faults && Object.keys(summary.faults).length === 0)
    throw new InvalidError(
      `explore: no fault has hit anything (${summaryLine(summary)}), so that the property was not tried with any. Take more seeds, and faults that can hit what it runs.`,
    );
  return summary;
}

async function replay(line: string, property: Property, options: Pick<ExploreOptions, "world"> = {}): Promise<void> {
  const course = parseCourse(line);
  checkProperty("explore.replay", property);
  const { world } = parseExploreOptions(options);
  const { failure } = await tryCourse(course, world, property);
  if (failure)
    throw new ExplorationError([String(failure.error), ...describeCourse(course), failure.report].join("\n"), {
      cause: failure.error,
      seed: course.seed,
      replay: line,
    });
}

/** Tries one course of a seed as it is, so that its extent is known, and one of its others; makes a failure smaller. */
async function exploreSeed(
  fc: typeof FastCheck,
  { world, faults, seeds, onProgress }: ExploreSettings,
  seed: number,
  property: Property,
  { done, coverage, left }: { done: number; coverage: Coverage; left(): number },
): Promise<Failing | undefined> {
  const usual: Course = { seed, order: [], faults: [] };
  const first = await tryCourse(usual, world, property);
  coverage.add(first);
  if (first.failure) return { course: usual, attempt: first };
  checkFunctions(faults?.functions ?? [], first.functions);
  if (first.extent.rounds === 0 && !faults) return undefined;
  let smallest: Failing | undefined;
  let tried = 0;
  const attempted = fc.asyncProperty(courses(fc, seed, first.extent, faults), async (course) => {
    const attempt = await tryCourse(course, world, property);
    if (tried++ === 0) coverage.also(attempt);
    if (smallest) onProgress({ done, seeds, shrinking: tried });
    if (!attempt.failure) return true;
    smallest = { course, attempt };
    return false;
  });
  const limitMs = left();
  await fc.check(attempted, {
    numRuns: 1,
    seed,
    ...(Number.isFinite(limitMs) && { interruptAfterTimeLimit: Math.max(1, limitMs) }),
  });
  return smallest;
}

async function explorationError(
  { course, attempt: { failure } }: Failing,
  { world }: ExploreSettings,
  property: Property,
  summary: ExploreSummary,
): Promise<ExplorationError> {
  const again = await tryCourse(course, world, property);
  const line = courseLine(course);
  const message = [
    String(failure?.error),
    "",
    `The smallest failure that was found: ${describeCourse(course).join("\n")}`,
    ...(again.failure
      ? []
      : ["It did not fail when it was run again: the property is not deterministic; world.doctor finds out why."]),
    failure?.report ?? "",
    `Covered until then: ${summaryLine(summary)}.`,
    `Run it again alike: await explore.replay(${quoted(line)}, property)`,
  ].join("\n");
  return new ExplorationError(message, { cause: failure?.error, seed: course.seed, replay: line });
}

async function loadFastCheck(): Promise<typeof FastCheck> {
  try {
    return await import("fast-check");
  } catch (error) {
    throw Object.assign(new InvalidError("explore needs the package fast-check: install it as a dev dependency."), {
      cause: error,
    });
  }
}

function checkProperty(what: string, property: unknown): void {
  if (typeof property !== "function")
    throw new InvalidError(
      `${what} takes a function that sets up, runs and checks a world, not ${describe(property)}.`,
    );
}

/** @throws InvalidError for a function that the world has not had: nothing would ever go wrong with it */
function checkFunctions(wanted: readonly string[], known: readonly string[]): void {
  for (const name of wanted) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    throw new InvalidError(
      `explore: option "faults.functions" names "${name}", but the property has run no app with such a function. ${nearest === undefined ? `There are ${known.length === 0 ? "none" : known.join(", ")}.` : `Did you mean "${nearest}"?${known.length > 1 ? ` There are ${known.join(", ")}.` : ""}`}`,
    );
  }
}

/** As a literal of TypeScript that keeps JSON readable. */
function quoted(line: string): string {
  return `'${line.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
