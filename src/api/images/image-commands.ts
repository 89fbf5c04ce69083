import { serialize } from "node:v8";
import { compact } from "../../contract/compact.js";
import { InvalidError, SerializationError } from "../../contract/errors.js";
import type { DockerContextOptions } from "./image-base.js";
import type { CommandLayer } from "../../contract/image-definition.js";
import { type FilePredicate, parseFileFilter } from "./file-filter.js";
import { type BuildStepOptions, parseStep, splitWords, STEP_OPTIONS, type Words } from "./image-step-options.js";
import { parseMounts } from "../storage/parse-mounts.js";
import { parseStrings, parseSwitch, parseText, parseTexts, parseWhole } from "../../checks/option-types.js";
import { checkOptions, describe } from "../../checks/options.js";
import { parseCpu, parseMemory, type ResourceOption } from "../resources/resources.js";
import { Volume } from "../storage/volume.js";
import { parseVolumeMounts, type VolumeMounts } from "../storage/volume-mounts.js";

/** Options of `runCommands`. */
export interface RunCommandsOptions extends BuildStepOptions {
  /** Volumes that the commands see. */
  volumes?: Readonly<Record<string, Volume | undefined>>;
}

/** Options of `dockerfileCommands`. */
export interface DockerfileCommandsOptions extends BuildStepOptions, DockerContextOptions {
  /** Local files by the path that `COPY` gives. */
  contextFiles?: Readonly<Record<string, string>>;
}

/** Options of `runFunction`. */
export interface RunFunctionOptions extends BuildStepOptions {
  /** Arguments of the function; plain data of at most 2 MiB. */
  args?: readonly unknown[];
  volumes?: VolumeMounts;
  /** Cores, or a pair of request and limit. */
  cpu?: ResourceOption;
  /** MiB, or a pair of request and limit. */
  memoryMiB?: ResourceOption;
  /** In milliseconds. Default: one hour. */
  timeoutMs?: number;
  cloud?: string;
  region?: string | readonly string[];
  includeSource?: boolean;
}

const LARGEST_ARGUMENTS = 2 * 1024 * 1024;

/** The layer of `runCommands`, or undefined if there is nothing to run. */
export function runCommandsLayer(args: Words | readonly [...Words, RunCommandsOptions]): CommandLayer | undefined {
  const { words, options } = splitWords<RunCommandsOptions>("Image.runCommands", args, {});
  checkOptions("Image.runCommands", options, [...STEP_OPTIONS, "volumes"]);
  const { volumes = {} } = options;
  parseMounts("volumes", volumes, isVolume, "a Volume");
  return words.length === 0
    ? undefined
    : { kind: "runCommands", commands: words, volumes: parseVolumeMounts(volumes), ...parseStep(options) };
}

/**
 * The layer of `dockerfileCommands`, or undefined if there is nothing to run, and the image's predicates with its own.
 */
export function dockerfileCommandsLayer(
  args: Words | readonly [...Words, DockerfileCommandsOptions],
  predicates: readonly FilePredicate[],
): { layer: CommandLayer; predicates: readonly FilePredicate[] } | undefined {
  const { words, options } = splitWords<DockerfileCommandsOptions>("Image.dockerfileCommands", args, {});
  checkOptions("Image.dockerfileCommands", options, [
    ...STEP_OPTIONS,
    "contextFiles",
    "contextDir",
    "buildArgs",
    "ignore",
  ]);
  if (words.length === 0) return undefined;
  const filter = options.ignore === undefined ? undefined : parseFileFilter(options.ignore, predicates);
  const layer = compact({
    kind: "dockerfileCommands" as const,
    commands: words,
    contextFiles: parseStrings("contextFiles", options.contextFiles ?? {}),
    contextDir: parseText("contextDir", options.contextDir),
    buildArgs: parseStrings("buildArgs", options.buildArgs ?? {}),
    ignore: filter?.definition,
    ...parseStep(options),
  });
  return { layer, predicates: filter?.predicates ?? predicates };
}

/** The layer of `runFunction`, which keeps the name of the function. */
export function runFunctionLayer(fn: unknown, options: RunFunctionOptions): CommandLayer {
  const what = "Image.runFunction";
  if (typeof fn !== "function") throw new InvalidError(`${what} takes a function, got ${describe(fn)}.`);
  if (fn.name === "") throw new InvalidError(`${what} takes a named function, got an anonymous one. Give it a name.`);
  checkOptions(what, options, [
    ...STEP_OPTIONS,
    "args",
    "volumes",
    "cpu",
    "memoryMiB",
    "timeoutMs",
    "cloud",
    "region",
    "includeSource",
  ]);
  return compact({
    kind: "runFunction" as const,
    functionName: fn.name,
    args: parseArguments(fn.name, options.args ?? []),
    volumes: parseVolumeMounts(options.volumes ?? {}),
    cpu: parseCpu(options.cpu),
    memory: parseMemory(options.memoryMiB),
    timeoutMs: parseWhole("timeoutMs", options.timeoutMs, 1000, 24 * 3_600_000, "milliseconds") ?? 3_600_000,
    cloud: parseText("cloud", options.cloud),
    regions: parseTexts("region", options.region),
    includeSource: parseSwitch("includeSource", options.includeSource, true),
    ...parseStep(options),
  });
}

function parseArguments(name: string, args: readonly unknown[]): readonly unknown[] {
  if (!Array.isArray(args))
    throw new InvalidError(`Option "args" of Image.runFunction must be a list, got ${describe(args)}.`);
  for (const [index, argument] of args.entries()) checkCloneable(name, index, argument);
  const size = serialize(args).byteLength;
  if (size > LARGEST_ARGUMENTS)
    throw new InvalidError(
      `Arguments of "${name}" in Image.runFunction have ${size} bytes, more than 2 MiB. Put them into a file.`,
    );
  return structuredClone(args);
}

function checkCloneable(name: string, index: number, argument: unknown): void {
  try {
    structuredClone(argument);
  } catch (cause) {
    throw new SerializationError(
      `Argument args[${index}] of "${name}" in Image.runFunction cannot be sent to a container: ${describe(argument)}.`,
      { cause },
    );
  }
}

function isVolume(value: unknown): value is Volume {
  return value instanceof Volume;
}
