import { InvalidError } from "../../contract/errors.js";
import { nearestName } from "../../checks/nearest-name.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { RunFaultKind } from "../../emulator/faults/fault-plan.js";
import type { EmulatorOptions } from "../../emulator/world/world-options.js";

/**
 * Kinds of faults that exploring draws from when none are named: what Modal does to any function, without an error of
 * its code.
 */
const DEFAULT_KINDS: readonly RunFaultKind[] = ["preempt", "crash", "loseOutput", "duplicate", "delay"];

const KINDS: readonly RunFaultKind[] = [
  ...DEFAULT_KINDS,
  "fail",
  "outOfMemory",
  "slowStart",
  "failStart",
  "failStorage",
];

/** Where plans of faults are drawn from. */
export interface FaultSpace {
  /** Default: `preempt`, `crash`, `loseOutput`, `duplicate` and `delay`. */
  readonly kinds?: readonly RunFaultKind[];
  /** What goes wrong, as `"app/function"` or `"app/Class.method"`. Default: any function. */
  readonly functions?: readonly string[];
  /** Most faults in one world, from 1. Default: 3. */
  readonly most?: number;
}

/** How far an exploration is. */
export interface ExploreProgress {
  /** Seeds that were tried. */
  readonly done: number;
  readonly seeds: number;
  /** Set while the smallest failure is looked for: worlds that were tried for it. */
  readonly shrinking?: number;
}

/** Which worlds `explore` tries, and what goes wrong in them. */
export interface ExploreOptions {
  /** How many seeds to try, 1 or more. Default: 100. */
  readonly seeds?: number;
  /** Seed of the first world, a whole number; the others follow. Default: 0. */
  readonly firstSeed?: number;
  /**
   * What may go wrong. Default: nothing but the order of what happens at one instant, and what the program makes of its
   * chance.
   */
  readonly faults?: FaultSpace;
  /**
   * Real milliseconds after which no further seed is tried, and a failure is not made smaller; more than 0. Default: no
   * limit.
   */
  readonly budgetMs?: number;
  /** Options of the worlds, but for `seed` and `faults`. Default: `{ threads: 0, offline: true }`. */
  readonly world?: Omit<EmulatorOptions, "seed" | "faults">;
  /** Hears how far it is, after every seed and every world that is tried for a smaller failure. */
  readonly onProgress?: (progress: ExploreProgress) => void;
}

export interface ExploreSettings {
  readonly seeds: number;
  readonly firstSeed: number;
  readonly faults: Required<FaultSpace> | undefined;
  readonly budgetMs: number;
  readonly world: EmulatorOptions;
  readonly onProgress: (progress: ExploreProgress) => void;
}

/** @throws InvalidError for an unknown option, or a value out of its range */
export function parseExploreOptions(options: ExploreOptions): ExploreSettings {
  checkOptions("explore", options, ["seeds", "firstSeed", "faults", "budgetMs", "world", "onProgress"]);
  const {
    seeds = 100,
    firstSeed = 0,
    faults,
    budgetMs = Number.POSITIVE_INFINITY,
    world = {},
    onProgress = () => undefined,
  } = options;
  check("seeds", seeds, "a whole number from 1", Number.isInteger(seeds) && seeds >= 1);
  check("firstSeed", firstSeed, "a whole number", Number.isSafeInteger(firstSeed));
  check("budgetMs", budgetMs, "a number of milliseconds, more than 0", typeof budgetMs === "number" && budgetMs > 0);
  check("onProgress", onProgress, "a function", typeof onProgress === "function");
  for (const name of ["seed", "faults"])
    if (name in world) throw new InvalidError(`explore: option "world" must not say "${name}": exploring chooses it.`);
  return {
    seeds,
    firstSeed,
    faults: faults && parseFaultSpace(faults),
    budgetMs,
    world: { threads: 0, offline: true, ...world },
    onProgress,
  };
}

function parseFaultSpace(space: FaultSpace): Required<FaultSpace> {
  checkOptions('explore: option "faults"', space, ["kinds", "functions", "most"]);
  const { kinds = DEFAULT_KINDS, functions = [], most = 3 } = space;
  checkEach(
    "faults.kinds",
    kinds,
    `a list of ${KINDS.join(", ")}`,
    (kind) => KINDS.some((known) => known === kind),
    KINDS,
  );
  if (kinds.length === 0)
    throw new InvalidError('explore: option "faults.kinds" must be a list of at least one kind, not an empty list.');
  checkEach(
    "faults.functions",
    functions,
    'a list of names such as "app/function"',
    (name) => typeof name === "string" && /^[^/]+\/[^/]+$/.test(name),
  );
  check("faults.most", most, "a whole number from 1", Number.isInteger(most) && most >= 1);
  return { kinds, functions, most };
}

function check(name: string, value: unknown, expected: string, isRight: boolean): void {
  if (!isRight) throw new InvalidError(`explore: option "${name}" must be ${expected}, not ${describe(value)}.`);
}

/** @param known what a mistyped element may stand for */
function checkEach(
  name: string,
  list: unknown,
  expected: string,
  isRight: (element: unknown) => boolean,
  known: readonly string[] = [],
): void {
  check(name, list, expected, Array.isArray(list));
  const elements = list as readonly unknown[];
  if (elements.every(isRight)) return;
  const wrong = elements.find((element) => !isRight(element));
  const nearest = typeof wrong === "string" ? nearestName(wrong, known) : undefined;
  throw new InvalidError(
    `explore: option "${name}" must be ${expected}, and ${describe(wrong)} is none.${nearest === undefined ? "" : ` Did you mean "${nearest}"?`}`,
  );
}
