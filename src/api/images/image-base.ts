import { compact } from "../../contract/compact.js";
import { InvalidError } from "../../contract/errors.js";
import { type FileFilter, type FilePredicate, parseFileFilter } from "./file-filter.js";
import type { BaseLayer } from "../../contract/image-definition.js";
import {
  type BuildStepOptions,
  type ForceBuildOptions,
  flattenWords,
  parseStep,
  STEP_OPTIONS,
} from "./image-step-options.js";
import { checkEnvironmentName, checkObjectName } from "../../checks/names.js";
import { parseInstance, parseStrings, parseSwitch, parseText } from "../../checks/option-types.js";
import { checkOptions, describe } from "../../checks/options.js";
import { Secret } from "../storage/secret.js";

/** Options of `Image.debianSlim` and `Image.micromamba`. */
export interface PythonImageOptions extends ForceBuildOptions {
  /** Such as `"3.12"`; checked when the image is loaded. Default: left to the backend. */
  pythonVersion?: string;
}

/** Options of `Image.fromRegistry` and its siblings. */
export interface RegistryOptions extends ForceBuildOptions {
  /** The credentials of a private registry. */
  secret?: Secret;
  /** Dockerfile lines that run first, such as one that installs Python. */
  setupDockerfileCommands?: readonly string[];
  /** A Python to add, such as `"3.12"`; checked when the image is loaded. */
  addPython?: string;
}

/** Options of what reads files as Docker does. */
export interface DockerContextOptions {
  /** The directory that `COPY` reads. Default: the one in which this process works. */
  contextDir?: string;
  /** Values of `ARG` lines. */
  buildArgs?: Readonly<Record<string, string>>;
  /** Files to leave out of the context. Default: what a `.dockerignore` file says. */
  ignore?: FileFilter;
}

/** Options of `Image.fromDockerfile`. */
export interface DockerfileOptions extends BuildStepOptions, DockerContextOptions {
  /** A Python to add, such as `"3.12"`; checked when the image is loaded. */
  addPython?: string;
}

const REGISTRIES = {
  registry: "Image.fromRegistry",
  gcpArtifactRegistry: "Image.fromGcpArtifactRegistry",
  awsEcr: "Image.fromAwsEcr",
} as const;

/** The layer of an image with Python only. */
export function pythonLayer(kind: "debianSlim" | "micromamba", given: string | PythonImageOptions): BaseLayer {
  if (typeof given === "number") throw pythonVersionNumber(kind, given);
  const options = typeof given === "string" ? { pythonVersion: given } : given;
  checkOptions(`Image.${kind}`, options, ["pythonVersion", "forceBuild"]);
  const { pythonVersion } = options;
  if (typeof pythonVersion === "number") throw pythonVersionNumber(kind, pythonVersion);
  return compact({ kind, pythonVersion, forceBuild: parseSwitch("forceBuild", options.forceBuild, false) });
}

/** The layer of an image in a registry. */
export function registryLayer(kind: keyof typeof REGISTRIES, tag: string, given: RegistryOptions | Secret): BaseLayer {
  const what = REGISTRIES[kind];
  const options = isSecret(given) ? { secret: given } : given;
  if (typeof tag !== "string" || tag === "")
    throw new InvalidError(`${what} takes the tag of an image, got ${describe(tag)}.`);
  checkOptions(what, options, ["secret", "setupDockerfileCommands", "addPython", "forceBuild"]);
  return compact({
    kind,
    tag,
    secret: parseInstance("secret", options.secret, "a Secret", isSecret)?.definition,
    setupDockerfileCommands: flattenWords("setupDockerfileCommands", options.setupDockerfileCommands ?? []),
    addPython: parseText("addPython", options.addPython),
    forceBuild: parseSwitch("forceBuild", options.forceBuild, false),
  });
}

/** The layer of an image that a Dockerfile describes. */
export function dockerfileLayer(
  path: string,
  options: DockerfileOptions,
): { layer: BaseLayer; predicates: readonly FilePredicate[] } {
  if (typeof path !== "string" || path === "")
    throw new InvalidError(`Image.fromDockerfile takes a path, got ${describe(path)}.`);
  checkOptions("Image.fromDockerfile", options, [...STEP_OPTIONS, "contextDir", "buildArgs", "ignore", "addPython"]);
  const filter = options.ignore === undefined ? undefined : parseFileFilter(options.ignore, []);
  const layer = compact({
    kind: "dockerfile" as const,
    path,
    addPython: parseText("addPython", options.addPython),
    contextDir: parseText("contextDir", options.contextDir),
    buildArgs: parseStrings("buildArgs", options.buildArgs ?? {}),
    ignore: filter?.definition,
    ...parseStep(options),
  });
  return { layer, predicates: filter?.predicates ?? [] };
}

/** The layer of a published image; its name may begin with an environment and end with a tag. */
export function namedLayer(
  given: string,
  options: { environment?: string },
  what = "Image.fromName",
): Extract<BaseLayer, { kind: "named" }> {
  if (typeof given !== "string") throw new InvalidError(`An Image name must be a string, got ${describe(given)}.`);
  checkOptions(what, options, ["environment"]);
  const parts = /^(?:([^/]*)\/)?([^:]*)(?::(.*))?$/.exec(given);
  const [, prefix, name, tag = "latest"] = parts ?? [];
  checkObjectName("Image", name);
  checkObjectName("Image tag", tag);
  if (name.startsWith("im-"))
    throw new InvalidError(
      `Invalid Image name: ${describe(name)}. Names that begin with "im-" are reserved. Use Image.fromId.`,
    );
  if (prefix !== undefined && options.environment !== undefined) {
    throw new InvalidError(`${what} got an environment both in ${describe(given)} and as an option. Give one of them.`);
  }
  const environment = prefix ?? options.environment;
  if (environment !== undefined) checkEnvironmentName(environment);
  return compact({ kind: "named" as const, name, tag, environment });
}

function pythonVersionNumber(kind: string, value: number): TypeError {
  return new TypeError(
    `The Python version of Image.${kind} must be a string such as "3.12", got the number ${value}, which would lose a trailing zero.`,
  );
}

function isSecret(value: unknown): value is Secret {
  return value instanceof Secret;
}
