import type { Calls } from "../calls/calls.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Report } from "../kernel/protocol.js";
import type { LanePool } from "../lanes/threads/lane-pool.js";

/** What the doctor changes of a world's settings from run to run. */
export interface ExaminedSettings {
  readonly seed: number | string;
  readonly threads: number;
  readonly isolation: "realm" | "thread" | "inline";
  readonly bundle: boolean | readonly string[];
}

/** Where a world that is examined runs, and who hears what its lanes found. */
export interface Examination {
  readonly pool: LanePool;
  onReports(reports: readonly Report[]): void;
}

/** A world that is opened to be examined. */
export interface ExaminedWorld extends AsyncDisposable {
  readonly kernel: Kernel;
  readonly calls: Calls;
  /** Id and tag of a container that lives, by its ordinal. */
  container(ordinal: number): { readonly id: string; readonly tag: string } | undefined;
  /** Runs the body of the test in the world. */
  run(): Promise<void>;
}

export type OpenExamined<S extends ExaminedSettings> = (settings: S, examination: Examination) => ExaminedWorld;
