import { compact } from "../../contract/compact.js";
import type { DockerContextOptions } from "./image-base.js";
import type { CommandLayer } from "../../contract/image-definition.js";
import { type FilePredicate, parseFileFilter } from "./file-filter.js";
import { type BuildStepOptions, parseStep, splitWords, STEP_OPTIONS, type Words } from "./image-step-options.js";
import { parseMounts } from "../storage/parse-mounts.js";
import { parseStrings, parseText } from "../../checks/option-types.js";
import { checkOptions } from "../../checks/options.js";
import { Volume } from "../storage/volume.js";
import { parseVolumeMounts } from "../storage/volume-mounts.js";

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

function isVolume(value: unknown): value is Volume {
  return value instanceof Volume;
}
