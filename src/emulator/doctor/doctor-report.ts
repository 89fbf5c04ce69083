import { describeDifference, type Difference } from "./difference.js";

/** What two runs differed by, as far as it was found out. */
export interface DoctorCause {
  readonly kind: "package state" | "built-ins" | "unseeded chance" | "real I/O" | "test code" | "thread" | "unknown";
  /** What it is about: packages, changed properties, functions, kinds of I/O, or places in the test's own code. */
  readonly names: readonly string[];
  /** How it is known, and what to do. */
  readonly text: string;
}

/** What `Emulator.doctor` found. As a text, it says what differs and why. */
export class DoctorReport {
  readonly seed: number | string;
  /** How often the body ran, experiments included. */
  readonly runs: number;
  /** How the two runs were made that were compared last. */
  readonly compared: string;
  /** The first event that differs. */
  readonly first: Difference | undefined;
  /** Most certain first; none if nothing differs. */
  readonly causes: readonly DoctorCause[];

  /** @internal */
  constructor(found: Pick<DoctorReport, "seed" | "runs" | "compared" | "first" | "causes">) {
    this.seed = found.seed;
    this.runs = found.runs;
    this.compared = found.compared;
    this.first = found.first;
    this.causes = found.causes;
  }

  get deterministic(): boolean {
    return this.causes.length === 0;
  }

  toString(): string {
    const { seed, runs, compared, first, causes } = this;
    if (this.deterministic)
      return `Deterministic: ${runs} runs with seed ${JSON.stringify(seed)} left the same event log, the last two made ${compared}.`;
    const what = first ? describeDifference(first) : "the logs are equal, but the body failed in one of them only";
    return [
      `Not deterministic: of two runs with seed ${JSON.stringify(seed)}, made ${compared}, ${what}.`,
      ...causes.map(({ kind, text }) => `- ${kind}: ${text}`),
    ].join("\n");
  }
}
