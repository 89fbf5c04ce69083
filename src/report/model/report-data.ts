import type { WorldEvent } from "../../emulator/kernel/events.js";

/** Everything that a report of a world shows, as plain JSON: the events, and what they do not tell. */
export interface ReportData {
  /** Of this form: a report of another one is refused. */
  readonly format: typeof REPORT_FORMAT;
  /** What ran, in words. */
  readonly title: string;
  /** Version of the package that wrote it. */
  readonly version: string;
  readonly seed: string;
  /** Virtual time as it was written, in epoch milliseconds. */
  readonly now: number;
  /** How many of the first events were not kept. */
  readonly dropped: number;
  /** Why it was written, if something failed. */
  readonly failure: ReportFailure | null;
  /** By id. */
  readonly apps: Readonly<Record<string, ReportApp>>;
  /** Functions, classes and methods, by id. */
  readonly functions: Readonly<Record<string, ReportFunction>>;
  /** By id. */
  readonly containers: Readonly<Record<string, ReportContainer>>;
  /** The function of a call, by their ids. */
  readonly calls: Readonly<Record<string, string>>;
  /** The stack of what an input failed with in the end, by its id. */
  readonly stacks: Readonly<Record<string, string>>;
  /** `null` where it is not known, because events were dropped. */
  readonly bill: ReportBill | null;
  /** Texts of the user's files, by their path as the stacks have it. */
  readonly sources: Readonly<Record<string, string>>;
  readonly events: readonly WorldEvent[];
  /** What differs from another run, where this one was compared with it. */
  readonly comparison?: ReportComparison;
}

export const REPORT_FORMAT = 1;

/** What failed, as its own words are. */
export interface ReportFailure {
  readonly message: string;
  readonly stack?: string | undefined;
  /** A command that does it again. */
  readonly again?: string | undefined;
}

export interface ReportApp {
  readonly name: string;
  readonly environment: string;
}

export interface ReportFunction {
  readonly tag: string;
  /** Id of its app. */
  readonly app: string;
  /** Where it is defined: the path of a source, and its line from 1. */
  readonly file?: string;
  readonly line?: number;
}

export interface ReportContainer {
  /** Id of the function or class, or of the sandbox. */
  readonly target: string;
  readonly tag: string;
  /** Id of its app. */
  readonly app: string;
  readonly isSandbox?: true;
}

/** Of all functions together, and of each. US dollars. */
export interface ReportBill {
  /** Of when the prices are. */
  readonly rates: string;
  readonly total: number;
  readonly functions: readonly ReportCost[];
}

export interface ReportCost {
  readonly tag: string;
  readonly containers: number;
  readonly coldStarts: number;
  readonly firstAttempts: number;
  readonly retries: number;
  readonly idle: number;
  readonly total: number;
}

/** What differs between another run, A, and this one, B. */
export interface ReportComparison {
  /** What A is. */
  readonly a: { readonly title: string; readonly seed: string; readonly version: string };
  /** The most important first. */
  readonly differences: readonly ReportDifference[];
  /** Where the two logs part; `null` if they do not, or if that cannot be told, because events were dropped. */
  readonly parting: { readonly at: number | null; readonly text: string } | null;
}

export interface ReportDifference {
  readonly kind: DifferenceKind;
  /** Position of an event of this run that tells of it; `null` for what only the other one has. */
  readonly at: number | null;
  /** A sentence, in which the runs are called A and B. */
  readonly text: string;
}

export type DifferenceKind =
  | "failure"
  | "outcome"
  | "calls"
  | "attempts"
  | "faults"
  | "schedules"
  | "containers"
  | "web"
  | "storage"
  | "sandboxes"
  | "logs"
  | "coldStarts"
  | "durations"
  | "costs";
