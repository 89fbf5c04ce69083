import { InvalidError } from "../../contract/errors.js";
import { checkFlag, checkOptions } from "../../checks/options.js";

/** Options of `world.mock` and `world.onFetch`. */
export interface StandInOptions {
  /** It is all right if it is never used. Default: false. */
  optional?: boolean;
}

/** What stands in for a function or a server, and whether it was used. */
export class StandInUse {
  /** As it was given, for messages. */
  readonly what: string;
  /** What one that takes its place stands in for, too. */
  readonly key: unknown;
  readonly #isOptional: boolean;
  isUsed = false;

  constructor(what: string, key: unknown, isOptional: boolean) {
    this.what = what;
    this.key = key;
    this.#isOptional = isOptional;
  }

  get isFulfilled(): boolean {
    return this.isUsed || this.#isOptional;
  }
}

/** @throws InvalidError for an unknown option, or a value that is none */
export function parseStandInOptions(what: string, options: StandInOptions): boolean {
  checkOptions(what, options, ["optional"]);
  const { optional = false } = options;
  checkFlag(what, "optional", optional);
  return optional;
}

/**
 * Those that were never used. What a later one has replaced before that is none of them: hooks may set up what a test
 * sets up otherwise. @param all the newest first
 */
export function unused(all: readonly StandInUse[]): StandInUse[] {
  return all
    .filter((use, index) => !use.isFulfilled && !all.slice(0, index).some(({ key }) => key === use.key))
    .toReversed();
}

/** @throws InvalidError if anything was set up for nothing. @param idle what is wrong with each */
export function refuseUnused(idle: readonly string[]): void {
  if (idle.length === 0) return;
  throw new InvalidError(
    `${idle.length === 1 ? "Something was" : "Several things were"} set up for nothing:\n${idle.map((line) => `  ${line}`).join("\n")}\nCorrect what is chosen, or say \`optional: true\` if that is all right.`,
  );
}
