import { compact } from "../../contract/compact.js";
import { InvalidError } from "../../contract/errors.js";
import type { InstallLayer } from "../../contract/image-definition.js";
import {
  type BuildStepOptions,
  flattenWords,
  INDEX_OPTIONS,
  type PackageIndexOptions,
  parseFlags,
  parseIndex,
  parseStep,
  splitWords,
  STEP_OPTIONS,
  type Words,
} from "./image-step-options.js";
import { parseSwitch, parseText } from "../../checks/option-types.js";
import { checkOptions, describe } from "../../checks/options.js";

/** Options of `pipInstallPrivateRepos`, with the secret that holds the access token. */
export interface PrivateReposOptions extends PackageIndexOptions {
  /** User name at the host of the repositories. */
  gitUser: string;
}

/** Options of `pipInstallFromPyproject`. */
export interface PyprojectOptions extends PackageIndexOptions {
  /** Groups of optional dependencies to install too. */
  optionalDependencies?: readonly string[];
}

/** Options of `uvPipInstall`. */
export interface UvPipOptions extends PackageIndexOptions {
  /** Paths of requirements files. */
  requirements?: readonly string[];
  /** Default: the newest. */
  uvVersion?: string;
}

/** Options of `uvSync`. */
export interface UvSyncOptions extends BuildStepOptions {
  groups?: readonly string[];
  extras?: readonly string[];
  /** Take the lock file as it is. Default: true. */
  frozen?: boolean;
  extraOptions?: string;
  uvVersion?: string;
}

/** Options of `poetryInstallFromFile`. */
export interface PoetryOptions extends BuildStepOptions {
  /** Default: `poetry.lock` beside the project file. */
  lockfile?: string;
  ignoreLockfile?: boolean;
  with?: readonly string[];
  without?: readonly string[];
  only?: readonly string[];
  /** Default: `"latest"`. */
  poetryVersion?: string;
  oldInstaller?: boolean;
}

/** Options of `micromambaInstall`. */
export interface MicromambaOptions extends BuildStepOptions {
  /** Path of an environment file. */
  specFile?: string;
  channels?: readonly string[];
}

/** The layer of `pipInstall`, or undefined if there is nothing to install. */
export function pipInstallLayer(args: Words | readonly [...Words, PackageIndexOptions]): InstallLayer | undefined {
  const { words, options } = splitWords<PackageIndexOptions>("Image.pipInstall", args, {});
  checkOptions("Image.pipInstall", options, INDEX_OPTIONS);
  checkPackages("Image.pipInstall", words);
  return words.length === 0 ? undefined : { kind: "pipInstall", packages: words.toSorted(), ...parseIndex(options) };
}

/** The layer of `pipInstallPrivateRepos`. */
export function privateReposLayer(args: readonly [...Words, PrivateReposOptions]): InstallLayer | undefined {
  const what = "Image.pipInstallPrivateRepos";
  const { words, options } = splitWords<PrivateReposOptions>(what, args, { gitUser: "" });
  checkOptions(what, options, [...INDEX_OPTIONS, "gitUser"]);
  if (words.length === 0) return undefined;
  const gitUser = parseText("gitUser", options.gitUser === "" ? undefined : options.gitUser);
  if (gitUser === undefined) throw new InvalidError(`${what} needs the option "gitUser".`);
  if (options.secrets === undefined || options.secrets.length === 0) {
    throw new InvalidError(`${what} needs the option "secrets", with the access token of the repositories.`);
  }
  const foreign = words.find((repository) => !/^(github|gitlab)\.com\/./.test(repository));
  if (foreign !== undefined)
    throw new InvalidError(`${what} takes repositories such as "github.com/owner/name", got ${describe(foreign)}.`);
  return { kind: "pipInstallPrivateRepos", repositories: words, gitUser, ...parseIndex(options) };
}

/** The layer of `pipInstallFromRequirements`. */
export function requirementsLayer(file: string, options: PackageIndexOptions): InstallLayer {
  checkOptions("Image.pipInstallFromRequirements", options, INDEX_OPTIONS);
  return {
    kind: "pipInstallFromRequirements",
    file: checkPath("Image.pipInstallFromRequirements", file),
    ...parseIndex(options),
  };
}

/** The layer of `pipInstallFromPyproject`. */
export function pyprojectLayer(file: string, options: PyprojectOptions): InstallLayer {
  checkOptions("Image.pipInstallFromPyproject", options, [...INDEX_OPTIONS, "optionalDependencies"]);
  return {
    kind: "pipInstallFromPyproject",
    file: checkPath("Image.pipInstallFromPyproject", file),
    optionalDependencies: flattenWords("optionalDependencies", options.optionalDependencies ?? []),
    ...parseIndex(options),
  };
}

/** The layer of `uvPipInstall`, or undefined if there is nothing to install. */
export function uvPipInstallLayer(args: Words | readonly [...Words, UvPipOptions]): InstallLayer | undefined {
  const { words, options } = splitWords<UvPipOptions>("Image.uvPipInstall", args, {});
  checkOptions("Image.uvPipInstall", options, [...INDEX_OPTIONS, "requirements", "uvVersion"]);
  checkPackages("Image.uvPipInstall", words);
  const { requirements = [] } = options;
  if (!Array.isArray(requirements))
    throw new InvalidError(
      `Option "requirements" of Image.uvPipInstall must be a list, got ${describe(requirements)}.`,
    );
  if (words.length === 0 && requirements.length === 0) return undefined;
  return compact({
    kind: "uvPipInstall" as const,
    packages: words.toSorted(),
    requirements: flattenWords("requirements", requirements),
    uvVersion: parseText("uvVersion", options.uvVersion),
    ...parseIndex(options),
  });
}

/** The layer of `uvSync`. */
export function uvSyncLayer(projectDir: string, options: UvSyncOptions): InstallLayer {
  checkOptions("Image.uvSync", options, [...STEP_OPTIONS, "groups", "extras", "frozen", "extraOptions", "uvVersion"]);
  return compact({
    kind: "uvSync" as const,
    projectDir: checkPath("Image.uvSync", projectDir),
    groups: flattenWords("groups", options.groups ?? []),
    extras: flattenWords("extras", options.extras ?? []),
    frozen: parseSwitch("frozen", options.frozen, true),
    extraOptions: parseFlags(options.extraOptions),
    uvVersion: parseText("uvVersion", options.uvVersion),
    ...parseStep(options),
  });
}

/** The layer of `poetryInstallFromFile`. */
export function poetryLayer(pyproject: string, options: PoetryOptions): InstallLayer {
  checkOptions("Image.poetryInstallFromFile", options, [
    ...STEP_OPTIONS,
    "lockfile",
    "ignoreLockfile",
    "with",
    "without",
    "only",
    "poetryVersion",
    "oldInstaller",
  ]);
  return compact({
    kind: "poetryInstallFromFile" as const,
    pyproject: checkPath("Image.poetryInstallFromFile", pyproject),
    lockfile: parseText("lockfile", options.lockfile),
    ignoreLockfile: parseSwitch("ignoreLockfile", options.ignoreLockfile, false),
    with: flattenWords("with", options.with ?? []),
    without: flattenWords("without", options.without ?? []),
    only: flattenWords("only", options.only ?? []),
    poetryVersion: parseText("poetryVersion", options.poetryVersion) ?? "latest",
    oldInstaller: parseSwitch("oldInstaller", options.oldInstaller, false),
    ...parseStep(options),
  });
}

/** The layer of `aptInstall`, or undefined if there is nothing to install. */
export function aptInstallLayer(args: Words | readonly [...Words, BuildStepOptions]): InstallLayer | undefined {
  const { words, options } = splitWords<BuildStepOptions>("Image.aptInstall", args, {});
  checkOptions("Image.aptInstall", options, STEP_OPTIONS);
  return words.length === 0 ? undefined : { kind: "aptInstall", packages: words.toSorted(), ...parseStep(options) };
}

/** The layer of `micromambaInstall`, or undefined if there is nothing to install. */
export function micromambaInstallLayer(args: Words | readonly [...Words, MicromambaOptions]): InstallLayer | undefined {
  const { words, options } = splitWords<MicromambaOptions>("Image.micromambaInstall", args, {});
  checkOptions("Image.micromambaInstall", options, [...STEP_OPTIONS, "specFile", "channels"]);
  const specFile = parseText("specFile", options.specFile);
  if (words.length === 0 && specFile === undefined) return undefined;
  const channels = flattenWords("channels", options.channels ?? []);
  return compact({
    kind: "micromambaInstall" as const,
    packages: words.toSorted(),
    specFile,
    channels,
    ...parseStep(options),
  });
}

function checkPackages(what: string, packages: readonly string[]): void {
  const flag = packages.find((name) => name.startsWith("-"));
  if (flag !== undefined)
    throw new InvalidError(
      `${what} takes names of packages, got the flag ${describe(flag)}. Use the option "extraOptions".`,
    );
}

function checkPath(what: string, path: unknown): string {
  if (typeof path !== "string" || path === "") throw new InvalidError(`${what} takes a path, got ${describe(path)}.`);
  return path;
}
