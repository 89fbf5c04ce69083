import type { ImageBuilder } from "./image-builder.js";
/** Where programs are, unless an image or somebody else says otherwise. */
export const STANDARD_PATH = "/usr/local/bin:/usr/bin:/bin";

import type { ContainerSettings, NetworkFileSystemMount } from "./container-settings.js";
import type { GpuDefinition, CpuDefinition, MemoryDefinition } from "./resource-definitions.js";
import type { StoredFile } from "./stored-file.js";
import type { Wire } from "./wire.js";
import type { VolumeMount, SecretDefinition } from "./stored-objects.js";

/** What a step may use while the image is built. */
export interface BuildStepSettings {
  /** Build this layer and all above it again. */
  readonly forceBuild: boolean;
  /** Environment of this step only; the `env` option comes last. */
  readonly secrets: readonly SecretDefinition[];
  readonly gpus: readonly GpuDefinition[];
}

/** Where Python packages come from. */
export interface PackageIndexSettings {
  readonly findLinks?: string;
  readonly indexUrl?: string;
  readonly extraIndexUrl?: string;
  readonly pre: boolean;
  /** Flags for the installer, as one string. */
  readonly extraOptions: string;
}

interface RegistrySettings {
  readonly tag: string;
  readonly secret?: SecretDefinition;
  readonly setupDockerfileCommands: readonly string[];
  readonly addPython?: string;
  readonly forceBuild: boolean;
}

interface DockerContext {
  readonly contextDir?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Files left out of the context; left out itself, a `.dockerignore` file decides. */
  readonly ignore?: FileFilterDefinition;
}

/** The bottom layer of an image. Modal: docs/modal/images.md#base-images. */
export type BaseLayer =
  | { readonly kind: "debianSlim"; readonly pythonVersion?: string; readonly forceBuild: boolean }
  | { readonly kind: "micromamba"; readonly pythonVersion?: string; readonly forceBuild: boolean }
  | { readonly kind: "scratch"; readonly forceBuild: boolean }
  | ({ readonly kind: "registry" | "gcpArtifactRegistry" | "awsEcr" } & RegistrySettings)
  | ({ readonly kind: "dockerfile"; readonly path: string; readonly addPython?: string } & DockerContext &
      BuildStepSettings)
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "named"; readonly name: string; readonly tag: string; readonly environment?: string };

/** A layer that installs packages. Modal: docs/modal/images.md#builder-methods. */
export type InstallLayer =
  | ({ readonly kind: "pipInstall"; readonly packages: readonly string[] } & PackageIndexSettings & BuildStepSettings)
  | ({
      readonly kind: "pipInstallPrivateRepos";
      readonly repositories: readonly string[];
      readonly gitUser: string;
    } & PackageIndexSettings &
      BuildStepSettings)
  | ({ readonly kind: "pipInstallFromRequirements"; readonly file: string } & PackageIndexSettings & BuildStepSettings)
  | ({
      readonly kind: "pipInstallFromPyproject";
      readonly file: string;
      readonly optionalDependencies: readonly string[];
    } & PackageIndexSettings &
      BuildStepSettings)
  | ({
      readonly kind: "uvPipInstall";
      readonly packages: readonly string[];
      readonly requirements: readonly string[];
      readonly uvVersion?: string;
    } & PackageIndexSettings &
      BuildStepSettings)
  | ({
      readonly kind: "uvSync";
      readonly projectDir: string;
      readonly groups: readonly string[];
      readonly extras: readonly string[];
      readonly frozen: boolean;
      readonly extraOptions: string;
      readonly uvVersion?: string;
    } & BuildStepSettings)
  | ({
      readonly kind: "poetryInstallFromFile";
      readonly pyproject: string;
      readonly lockfile?: string;
      readonly ignoreLockfile: boolean;
      readonly with: readonly string[];
      readonly without: readonly string[];
      readonly only: readonly string[];
      readonly poetryVersion: string;
      readonly oldInstaller: boolean;
    } & BuildStepSettings)
  | ({ readonly kind: "aptInstall"; readonly packages: readonly string[] } & BuildStepSettings)
  | ({
      readonly kind: "micromambaInstall";
      readonly packages: readonly string[];
      readonly specFile?: string;
      readonly channels: readonly string[];
    } & BuildStepSettings);

/** A layer that runs something while the image is built. Modal: docs/modal/images.md#builder-methods. */
export type CommandLayer =
  | ({
      readonly kind: "runCommands";
      readonly commands: readonly string[];
      readonly volumes: readonly VolumeMount[];
    } & BuildStepSettings)
  | ({
      readonly kind: "dockerfileCommands";
      readonly commands: readonly string[];
      readonly contextFiles: Readonly<Record<string, string>>;
    } & DockerContext &
      BuildStepSettings)
  | ({
      readonly kind: "runFunction";
      readonly functionName: string;
      /** Its text, as it is where the image was defined. */
      readonly code: string;
      /** URL of the file that its container evaluates to find it; none for one that is serialized. */
      readonly file?: string;
      readonly serialized: boolean;
      readonly args: readonly unknown[];
      readonly volumes: readonly VolumeMount[];
      readonly networkFileSystems?: readonly NetworkFileSystemMount[];
      readonly cpu?: CpuDefinition;
      readonly memory?: MemoryDefinition;
      readonly timeoutMs: number;
      readonly cloud?: string;
      readonly regions: readonly string[];
      readonly includeSource: boolean;
    } & BuildStepSettings);

/** A layer that sets what containers start with. Modal: docs/modal/images.md#builder-methods. */
export type ConfigurationLayer =
  | { readonly kind: "env"; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: "workdir"; readonly path: string }
  | { readonly kind: "entrypoint" | "cmd" | "shell"; readonly words: readonly string[] };

/**
 * A layer of files from the caller's machine; without `copy` they are added when a container starts.
 * Modal: docs/modal/images.md#builder-methods.
 */
export type FileLayer =
  | { readonly kind: "addLocalFile"; readonly local: string; readonly remote: string; readonly copy: boolean }
  | {
      readonly kind: "addLocalDir";
      readonly local: string;
      readonly remote: string;
      readonly copy: boolean;
      readonly ignore: FileFilterDefinition;
    }
  | {
      readonly kind: "addLocalPythonSource";
      readonly modules: readonly string[];
      readonly copy: boolean;
      readonly ignore: FileFilterDefinition;
    };

/** An image that was built before. */
export type ImageReference = Extract<BaseLayer, { readonly kind: "id" | "named" }>;

/** A layer as the backend builds it. */
export interface ImageStep {
  readonly kind: ImageLayer["kind"] | "snapshot";
  /** As lines of a Dockerfile. */
  readonly text: string;
  /** SHA-256 of what it says and of the files that it takes: equal steps on equal images are one layer. */
  readonly digest: string;
  readonly forceBuild: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Relative to that of the image below. */
  readonly workdir?: string;
  /** What it copies into the image, where containers have disks of their own. */
  readonly files?: readonly LocalFile[];
  /** What it runs in a container. */
  readonly run?: BuildFunction;
}

/** A function that runs once as an image is built. */
export interface BuildFunction {
  readonly name: string;
  /** URL of the file that its container evaluates to find it. */
  readonly file?: string;
  /** Its text, if nothing else is to be evaluated. */
  readonly source?: string;
  readonly args: Wire;
  readonly settings: ContainerSettings;
}

/** What the backend has to know to build an image. */
export interface ImagePlan {
  /** What the first step stands on; left out, it is the bottom. */
  readonly base?: ImageReference;
  /** Another one builds other layers. */
  readonly builder: ImageBuilder;
  /** From below to above. */
  readonly steps: readonly ImageStep[];
  /** Layers that are built are kept for others. */
  readonly keepsLayers: boolean;
  /** What containers get as they start, where they have disks of their own; no part of the image. */
  readonly mounted: readonly LocalFile[];
}

/** A file of the caller's machine. */
export interface LocalFile {
  /** Where containers have it: absolute, or as seen from the `workdir` of the image below its layer. */
  readonly remote: string;
  readonly local: string;
}

/** What the build of an image has left at a path. */
export interface BuiltFile {
  readonly remote: string;
  /** `null`: nothing is there any more. What is below a path that has one is not there without one of its own. */
  readonly built: StoredFile | null;
  /** A directory that is only made if nothing is there. */
  readonly isMerged?: true;
}

/** What an image has at a path; of several for one, the last counts. */
export type ImageFile = LocalFile | BuiltFile;

/** What a container finds on a disk of its own besides the machine's files. */
export interface DiskDefinition {
  /** Of its image; in a thread that was told of them before, the number of that list. */
  readonly files: readonly ImageFile[] | number;
  /** Where its code begins to work; left out, where this process does. */
  readonly workdir?: string | undefined;
  /** Megabytes (2^20 bytes) that it may write there. */
  readonly limitMb: number;
  /** Nothing of the machine shows through: there is the skeleton of a small Linux. */
  readonly isBare?: boolean;
  /** How programs that it starts find it. */
  readonly children: "auto" | "namespace" | "translate" | "refuse";
}

/** One step of an image. */
export type ImageLayer = BaseLayer | InstallLayer | CommandLayer | ConfigurationLayer | FileLayer;

/** An image as plain data: its layers from the base upwards, and what they say of a container's start. */
export interface ImageDefinition {
  readonly layers: readonly ImageLayer[];
  /** The variables of all `env` layers; later ones win. */
  readonly env: Readonly<Record<string, string>>;
  /** The path of the last `workdir` layer, relative to the ones before. */
  readonly workdir?: string;
}

/**
 * A filter as plain data; a function cannot be plain data, so the image holds it and the definition says which it is.
 */
export type FileFilterDefinition = FilePatternDefinition | { readonly kind: "predicate"; readonly index: number };

/** A matcher as plain data: its patterns, or the file that holds them. */
export type FilePatternDefinition =
  | { readonly kind: "patterns"; readonly patterns: readonly string[]; readonly inverted: boolean }
  | { readonly kind: "patternFile"; readonly path: string; readonly inverted: boolean };
