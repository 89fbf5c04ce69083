import { isDeepStrictEqual } from "node:util";
import { InvalidError } from "../../contract/errors.js";
import { lanePool, type LanePool } from "../lanes/threads/lane-pool.js";
import type { ExaminedSettings, OpenExamined } from "./examined-world.js";
import { findCauses, type Experiments } from "./find-causes.js";
import { firstDifference, type Difference } from "./difference.js";
import { DoctorReport } from "./doctor-report.js";
import { runExamined, type DoctorRun } from "./doctor-run.js";

/** Two runs that should leave the same log. */
interface Pair<S> {
  readonly settings: readonly [S, S];
  readonly runs: readonly [DoctorRun, DoctorRun];
  readonly difference: Difference | undefined;
}

/**
 * Runs a body several times with one seed and says what differs: twice in the same threads, where the second run meets
 * what the first has left, and once on another number of threads.
 */
export async function diagnose<S extends ExaminedSettings>(settings: S, open: OpenExamined<S>): Promise<DoctorReport> {
  const pool = lanePool.separate();
  try {
    return await new Examiner(open, pool).report(settings);
  } finally {
    await pool.close();
  }
}

/** @throws InvalidError unless it is a function */
export function checkBody(body: unknown): void {
  if (typeof body !== "function")
    throw new InvalidError(`world.doctor: the body must be a function that is given a world, not ${typeof body}.`);
}

function isEqual({ runs: [left, right], difference }: Pair<unknown>): boolean {
  return difference === undefined && (left.failure === undefined) === (right.failure === undefined);
}

/** Inline functions run in the host, whatever the number of threads. */
function withOtherThreads<S extends ExaminedSettings>(settings: S): S | undefined {
  return settings.isolation === "inline" ? undefined : { ...settings, threads: settings.threads === 1 ? 2 : 1 };
}

class Examiner<S extends ExaminedSettings> {
  readonly #open: OpenExamined<S>;
  /** Threads that meet what former runs have left in them. */
  readonly #used: LanePool;
  #count = 0;

  constructor(open: OpenExamined<S>, used: LanePool) {
    this.#open = open;
    this.#used = used;
  }

  async report(settings: S): Promise<DoctorReport> {
    const { seed, threads } = settings;
    const again = await this.#pair(settings, settings);
    const [first] = again.runs;
    const other = withOtherThreads(settings);
    const last =
      isEqual(again) && other ? this.#compare([settings, other], first, await this.#run(other, this.#used)) : again;
    const compared =
      last === again
        ? "one after the other in the same threads"
        : `one on ${threads} and one on ${other?.threads} threads`;
    if (isEqual(last) && first.failure) throw first.failure.error;
    const causes = isEqual(last) ? [] : await findCauses(last.difference, last.runs, this.#experiments(last));
    return new DoctorReport({ seed, runs: this.#count, compared, first: last.difference, causes });
  }

  #experiments({ settings: [left, right], runs: [reference], difference }: Pair<S>): Experiments {
    const until = difference?.seq ?? 0;
    /** Whether two runs agree, with each other and with what happened before the difference. */
    const agrees = (pair: Pair<S>): boolean =>
      isEqual(pair) && isDeepStrictEqual(pair.runs[0].events.slice(0, until), reference.events.slice(0, until));
    return {
      isGoneWithBundled: async (packages) =>
        agrees(await this.#pair(withBundled(left, packages), withBundled(right, packages))),
      isGoneWithFreshThreads: async () => {
        const [one, other] = [withThreads(left), withThreads(right)];
        return agrees(this.#compare([one, other], await this.#runFresh(one), await this.#runFresh(other)));
      },
    };
  }

  async #pair(left: S, right: S): Promise<Pair<S>> {
    return this.#compare([left, right], await this.#run(left, this.#used), await this.#run(right, this.#used));
  }

  #compare(settings: Pair<S>["settings"], left: DoctorRun, right: DoctorRun): Pair<S> {
    return { settings, runs: [left, right], difference: firstDifference(left, right) };
  }

  async #run(settings: S, pool: LanePool): Promise<DoctorRun> {
    this.#count++;
    const run = await runExamined(this.#open, settings, pool);
    await pool.settled(); // the next run shall have the same threads
    return run;
  }

  async #runFresh(settings: S): Promise<DoctorRun> {
    const pool = lanePool.separate();
    try {
      return await this.#run(settings, pool);
    } finally {
      await pool.close();
    }
  }
}

function withBundled<S extends ExaminedSettings>(settings: S, packages: true | readonly string[]): S {
  const { bundle } = settings;
  return { ...settings, bundle: packages === true || bundle === true ? true : [...(bundle || []), ...packages] };
}

/** The host's own thread is never fresh. */
function withThreads<S extends ExaminedSettings>(settings: S): S {
  return { ...settings, threads: Math.max(1, settings.threads) };
}
