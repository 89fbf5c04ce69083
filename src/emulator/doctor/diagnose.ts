import { InvalidError } from "../../api/errors.js";
import { lanePool, type LanePool } from "../lanes/lane-pool.js";
import type { WorldSettings } from "../world-options.js";
import { findCauses, type Experiments } from "./causes.js";
import { firstDifference, type Difference } from "./difference.js";
import { DoctorReport } from "./doctor-report.js";
import { runExamined, type DoctorRun, type OpenExamined } from "./doctor-run.js";

/** Two runs that should leave the same log. */
interface Pair {
  readonly settings: readonly [WorldSettings, WorldSettings];
  readonly runs: readonly [DoctorRun, DoctorRun];
  readonly difference: Difference | undefined;
}

/**
 * Runs a body several times with one seed and says what differs: twice in the same threads, where the second run meets what the first has
 * left, and once on another number of threads.
 */
export async function diagnose(settings: WorldSettings, open: OpenExamined): Promise<DoctorReport> {
  const examiner = new Examiner(open);
  const again = await examiner.pair(settings, settings);
  const other = withOtherThreads(settings);
  const pairs = [again];
  if (isEqual(again) && other) pairs.push(await examiner.against(again.runs[0], settings, other));
  const unequal = pairs.find((pair) => !isEqual(pair));
  const { seed } = settings;
  const compared = unequal === again ? "the second in the threads of the first" : other ? `on ${settings.threads} and on ${other.threads} threads` : "one after the other";
  if (unequal) {
    const causes = await findCauses(unequal.difference, unequal.runs, examiner.experiments(unequal));
    return new DoctorReport({ seed, runs: examiner.count, compared, first: unequal.difference, causes });
  }
  const [{ failure }] = again.runs;
  if (failure) throw failure.error;
  return new DoctorReport({ seed, runs: examiner.count, compared, first: undefined, causes: [] });
}

/** @throws InvalidError unless it is a function */
export function checkBody(body: unknown): void {
  if (typeof body !== "function") throw new InvalidError(`world.doctor: the body must be a function that is given a world, not ${typeof body}.`);
}

function isEqual({ runs: [left, right], difference }: Pair): boolean {
  return difference === undefined && (left.failure === undefined) === (right.failure === undefined);
}

/** Inline functions run in the host, whatever the number of threads. */
function withOtherThreads(settings: WorldSettings): WorldSettings | undefined {
  return settings.isolation === "inline" ? undefined : { ...settings, threads: settings.threads === 1 ? 2 : 1 };
}

class Examiner {
  readonly #open: OpenExamined;
  count = 0;

  constructor(open: OpenExamined) {
    this.#open = open;
  }

  /** Runs twice, the second time in the threads of the first. */
  async pair(left: WorldSettings, right: WorldSettings): Promise<Pair> {
    return withPool(async (pool) => this.#compare([left, right], await this.#run(left, pool), await this.#run(right, pool)));
  }

  /** Runs once more, in fresh threads. */
  async against(run: DoctorRun, left: WorldSettings, right: WorldSettings): Promise<Pair> {
    return this.#compare([left, right], run, await withPool((pool) => this.#run(right, pool)));
  }

  experiments({ settings: [left, right], runs: [reference], difference }: Pair): Experiments {
    /** Whether two runs agree, with each other and with what happened before the difference. */
    const agrees = ({ runs: [one, other], ...pair }: Pair): boolean => {
      const until = difference?.seq ?? 0;
      const before = firstDifference({ ...one, events: one.events.slice(0, until) }, { ...reference, events: reference.events.slice(0, until) });
      return isEqual({ ...pair, runs: [one, other] }) && before === undefined;
    };
    return {
      isGoneWithBundled: async (packages) => agrees(await this.pair(withBundled(left, packages), withBundled(right, packages))),
      isGoneWithFreshThreads: async () => {
        const [one, other] = [withThreads(left), withThreads(right)];
        return agrees(await this.against(await withPool((pool) => this.#run(one, pool)), one, other));
      },
    };
  }

  #compare(settings: Pair["settings"], left: DoctorRun, right: DoctorRun): Pair {
    return { settings, runs: [left, right], difference: firstDifference(left, right) };
  }

  async #run(settings: WorldSettings, pool: LanePool): Promise<DoctorRun> {
    this.count++;
    const run = await runExamined(this.#open, settings, pool);
    await pool.settled(); // the next run shall have the same threads
    return run;
  }
}

async function withPool<T>(body: (pool: LanePool) => Promise<T>): Promise<T> {
  const pool = lanePool.separate();
  try {
    return await body(pool);
  } finally {
    await pool.close();
  }
}

function withBundled(settings: WorldSettings, packages: true | readonly string[]): WorldSettings {
  const { bundle } = settings;
  return { ...settings, bundle: packages === true || bundle === true ? true : [...(bundle || []), ...packages] };
}

/** The host's own thread is never fresh. */
function withThreads(settings: WorldSettings): WorldSettings {
  return { ...settings, threads: Math.max(1, settings.threads) };
}
