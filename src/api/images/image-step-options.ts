import { InvalidError } from "../../contract/errors.js";
import type { BuildStepSettings, PackageIndexSettings } from "../../contract/image-definition.js";
import { compact } from "../../contract/compact.js";
import { parseSwitch, parseText } from "../../checks/option-types.js";
import { describe, isPlainObject } from "../../checks/options.js";
import { parseSecretList } from "../storage/parse-secret-list.js";
import { parseGpus } from "../resources/resources.js";
import type { Secret } from "../storage/secret.js";
import { type EnvironmentValues, parseEnvironmentValues } from "../../checks/secret-values.js";

/** Packages or commands: strings, and lists of strings. */
export type Words = readonly (string | readonly string[])[];

/** Options of a builder method that rebuilds on demand. */
export interface ForceBuildOptions {
  /** Build this layer and all above it again, even if nothing changed. Default: false. */
  forceBuild?: boolean;
}

/** Options of every step that runs something. */
export interface BuildStepOptions extends ForceBuildOptions {
  /** Environment variables of this step only; null leaves one out. */
  env?: EnvironmentValues;
  /** Secrets of this step only. */
  secrets?: readonly Secret[];
  /** GPU of this step only, such as `"A100:2"`. */
  gpu?: string;
}

/** Options of the methods that install Python packages. */
export interface PackageIndexOptions extends BuildStepOptions {
  findLinks?: string;
  indexUrl?: string;
  extraIndexUrl?: string;
  /** Also take versions before a release. Default: false. */
  pre?: boolean;
  /** More flags for the installer, as one string. */
  extraOptions?: string;
}

/** The names of {@link BuildStepOptions}. */
export const STEP_OPTIONS: readonly (keyof BuildStepOptions)[] = ["forceBuild", "env", "secrets", "gpu"];

/** The names of {@link PackageIndexOptions}. */
export const INDEX_OPTIONS: readonly (keyof PackageIndexOptions)[] = [
  ...STEP_OPTIONS,
  "findLinks",
  "indexUrl",
  "extraIndexUrl",
  "pre",
  "extraOptions",
];

/** What every step that runs something has in its layer. */
export function parseStep(options: BuildStepOptions): BuildStepSettings {
  const values = parseEnvironmentValues('Option "env"', options.env ?? {});
  const secrets = parseSecretList("secrets", options.secrets ?? []);
  return {
    forceBuild: parseSwitch("forceBuild", options.forceBuild, false),
    secrets: Object.keys(values).length > 0 ? [...secrets, { kind: "values", values }] : secrets,
    gpus: parseGpus(options.gpu),
  };
}

/** What every step that installs Python packages has in its layer. */
export function parseIndex(options: PackageIndexOptions): PackageIndexSettings & BuildStepSettings {
  return compact({
    findLinks: parseText("findLinks", options.findLinks),
    indexUrl: parseText("indexUrl", options.indexUrl),
    extraIndexUrl: parseText("extraIndexUrl", options.extraIndexUrl),
    pre: parseSwitch("pre", options.pre, false),
    extraOptions: parseFlags(options.extraOptions),
    ...parseStep(options),
  });
}

/** The words of a call such as `pipInstall("a", ["b"], { pre: true })`, and the options at its end. */
export function splitWords<O extends object>(
  what: string,
  args: Words | readonly [...Words, O],
  none: O,
): { words: string[]; options: O } {
  const last = args.at(-1);
  const options = isOptions<O>(last) ? last : none;
  const given: readonly unknown[] = options === last ? args.slice(0, -1) : args;
  return { words: flattenWords(what, given), options };
}

/**
 * A list of strings, of which some may be in lists of their own.
 * @throws InvalidError for an element of another type
 */
export function flattenWords(what: string, list: readonly unknown[]): string[] {
  return list.flat().map((word) => {
    if (typeof word === "string") return word;
    throw new InvalidError(`${what} must only contain strings, got ${describe(word)}.`);
  });
}

function isOptions<O extends object>(value: string | readonly string[] | O | undefined): value is O {
  return isPlainObject(value);
}

/** Flags for an installer as one string, which may be empty. */
export function parseFlags(value: unknown): string {
  return value === "" ? "" : (parseText("extraOptions", value) ?? "");
}

/**
 * A list of words such as a command.
 * @throws InvalidError unless it is a list of strings
 */
export function parseImageWords(what: string, words: unknown): readonly string[] {
  if (!Array.isArray(words)) throw new InvalidError(`${what} takes a list of strings, got ${describe(words)}.`);
  const list: readonly unknown[] = words;
  return list.map((word) => {
    if (typeof word === "string") return word;
    throw new InvalidError(`${what} must only contain strings, got ${describe(word)}.`);
  });
}
