import { refuseOptions } from "../../checks/refuse-options.js";
import { posix } from "node:path";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { InvalidError } from "../../contract/errors.js";
import type { FilePredicate } from "./file-filter.js";
import * as bases from "./image-base.js";
import * as commands from "./image-commands.js";
import type { BaseLayer, ImageDefinition, ImageLayer } from "../../contract/image-definition.js";
import { sessionInSight } from "../session/session.js";
import * as files from "./image-files.js";
import * as installs from "./image-install.js";
import {
  type BuildStepOptions,
  type ForceBuildOptions,
  type PackageIndexOptions,
  parseImageWords,
  type Words,
} from "./image-step-options.js";
import { runFunctionLayer, type RunFunctionOptions } from "./run-function.js";
import { identifiedObject } from "../storage/named-object.js";
import type { Secret } from "../storage/secret.js";
import { BuildableImage } from "./buildable-image.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { parseStrings, parseSwitch } from "../../checks/option-types.js";
import { checkOptions, describe } from "../../checks/options.js";

/**
 * What containers are made from. Every method gives a new image with one more layer. An image is built as an app with
 * it runs or is deployed: layers that are there already are taken as they are. Nothing is installed, and no command
 * runs. Modal: docs/modal/images.md.
 * @example Image.debianSlim().aptInstall("ffmpeg").pipInstall("requests").env({ LEVEL: "debug" })
 */
export class Image extends BuildableImage {
  declare private readonly brand: "Image";

  private constructor(key: typeof constructing, definition: ImageDefinition, predicates: readonly FilePredicate[]) {
    checkConstructing("Image", key, "Image.debianSlim or Image.fromRegistry");
    super(definition, predicates);
  }

  /** @internal */
  static fromDefinition(definition: ImageDefinition, predicates: readonly FilePredicate[] = []): Image {
    return new Image(constructing, definition, predicates);
  }

  static #fromBase(layer: BaseLayer, predicates: readonly FilePredicate[] = []): Image {
    return Image.fromDefinition({ layers: [layer], env: {} }, predicates);
  }

  /**
   * Debian with Python.
   * @throws TypeError for a Python version that is a number
   */
  static debianSlim(options: string | bases.PythonImageOptions = {}): Image {
    return Image.#fromBase(bases.pythonLayer("debianSlim", options));
  }

  /**
   * Micromamba with Python.
   * @throws TypeError for a Python version that is a number
   */
  static micromamba(options: string | bases.PythonImageOptions = {}): Image {
    return Image.#fromBase(bases.pythonLayer("micromamba", options));
  }

  /** An image of a public or private registry. A secret in place of the options has its credentials. */
  static fromRegistry(tag: string, options: bases.RegistryOptions | Secret = {}): Image {
    return Image.#fromBase(bases.registryLayer("registry", tag, options));
  }

  /** An image of Google's Artifact Registry. A secret in place of the options has its credentials. */
  static fromGcpArtifactRegistry(tag: string, options: bases.RegistryOptions | Secret = {}): Image {
    return Image.#fromBase(bases.registryLayer("gcpArtifactRegistry", tag, options));
  }

  /** An image of Amazon's Elastic Container Registry. A secret in place of the options has its credentials. */
  static fromAwsEcr(tag: string, options: bases.RegistryOptions | Secret = {}): Image {
    return Image.#fromBase(bases.registryLayer("awsEcr", tag, options));
  }

  /** What a Dockerfile describes; it is read when the image is loaded. */
  static fromDockerfile(path: string, options: bases.DockerfileOptions = {}): Image {
    const { layer, predicates } = bases.dockerfileLayer(path, options);
    return Image.#fromBase(layer, predicates);
  }

  /** An empty file system, which cannot run commands. */
  static fromScratch(options: ForceBuildOptions = {}): Image {
    checkOptions("Image.fromScratch", options, ["forceBuild"]);
    return Image.#fromBase({ kind: "scratch", forceBuild: parseSwitch("forceBuild", options.forceBuild, false) });
  }

  /** An image that was built, by id. @throws InvalidError for the id of something else */
  static fromId(id: string): Image {
    return Image.#fromBase(identifiedObject("Image", "im", id));
  }

  /**
   * A published image: `"name"`, `"name:tag"` or `"environment/name:tag"`; the tag is `latest` by default.
   * @throws InvalidError for a bad name, and for an environment in both places
   */
  static fromName(name: string, options: { environment?: string } = {}): Image {
    return Image.#fromBase(bases.namedLayer(name, options));
  }

  /**
   * Installs Python packages with pip; without any, it is this image.
   * @throws InvalidError for a flag in place of a package
   */
  pipInstall(...packages: Words | [...Words, PackageIndexOptions]): Image {
    return this.#add(installs.pipInstallLayer(packages));
  }

  /**
   * Installs Python packages from private repositories such as `"github.com/owner/name"`; `secrets` must hold the
   * access token.
   * @throws InvalidError without secrets, and for another host
   */
  pipInstallPrivateRepos(...repositories: [...Words, installs.PrivateReposOptions]): Image {
    return this.#add(installs.privateReposLayer(repositories));
  }

  /** Installs what a requirements file lists; it is read when the image is loaded. */
  pipInstallFromRequirements(file: string, options: PackageIndexOptions = {}): Image {
    return this.#add(installs.requirementsLayer(file, options));
  }

  /** Installs the dependencies in a `pyproject.toml`; it is read when the image is loaded. */
  pipInstallFromPyproject(file: string, options: installs.PyprojectOptions = {}): Image {
    return this.#add(installs.pyprojectLayer(file, options));
  }

  /**
   * Installs Python packages with uv; without any, it is this image.
   * @throws InvalidError for a flag in place of a package, and for `requirements` that are no list
   */
  uvPipInstall(...packages: Words | [...Words, installs.UvPipOptions]): Image {
    return this.#add(installs.uvPipInstallLayer(packages));
  }

  /** Installs a uv project; it is read when the image is loaded. */
  uvSync(projectDir = "./", options: installs.UvSyncOptions = {}): Image {
    return this.#add(installs.uvSyncLayer(projectDir, options));
  }

  /** Installs a Poetry project; it is read when the image is loaded. */
  poetryInstallFromFile(pyproject: string, options: installs.PoetryOptions = {}): Image {
    return this.#add(installs.poetryLayer(pyproject, options));
  }

  /** Installs Debian packages; without any, it is this image. */
  aptInstall(...packages: Words | [...Words, BuildStepOptions]): Image {
    return this.#add(installs.aptInstallLayer(packages));
  }

  /** Installs packages with micromamba; without any, it is this image. */
  micromambaInstall(...packages: Words | [...Words, installs.MicromambaOptions]): Image {
    return this.#add(installs.micromambaInstallLayer(packages));
  }

  /**
   * Runs shell commands; without any, it is this image.
   * @throws InvalidError for a mount that is not a Volume
   */
  runCommands(...lines: Words | [...Words, commands.RunCommandsOptions]): Image {
    return this.#add(commands.runCommandsLayer(lines));
  }

  /** Adds lines of a Dockerfile; without any, it is this image. */
  dockerfileCommands(...lines: Words | [...Words, commands.DockerfileCommandsOptions]): Image {
    const added = commands.dockerfileCommandsLayer(lines, this.predicates);
    return this.#add(added?.layer, added?.predicates);
  }

  /**
   * Runs a function once, in a container, as the image is built, and keeps what it leaves on its disk, outside of mounts;
   * what it returns is ignored. It runs again when its text or its options change, not when code does that it calls.
   * Its container evaluates the module that defines the image, so that has to stand at the top level, or the function
   * be `serialized`.
   * @throws InvalidError for an anonymous function, and for arguments over 2 MiB
   */
  runFunction(fn: CallableFunction, options: RunFunctionOptions = {}): Image {
    return this.#add(runFunctionLayer(fn, options, this.runFunction));
  }

  /**
   * Sets environment variables of containers.
   * @throws InvalidError for a value that is not a string
   */
  env(values: Readonly<Record<string, string>>): Image {
    return this.#add({ kind: "env", values: parseStrings("env", values) });
  }

  /**
   * Sets the working directory of containers and of later steps, and makes it if it is not there: in worlds with
   * `disk: "private"`, code of functions begins there. A relative one is below that of the image so far.
   * @throws InvalidError unless it is a path
   */
  workdir(path: string): Image {
    if (typeof path !== "string" || path === "")
      throw new InvalidError(`Image.workdir takes a path, got ${describe(path)}.`);
    return this.#add({ kind: "workdir", path });
  }

  /**
   * Sets the entry point of containers; recorded only, no function is started by it.
   * @throws InvalidError unless it is a list of strings
   */
  entrypoint(words: readonly string[]): Image {
    return this.#add({ kind: "entrypoint", words: parseImageWords("Image.entrypoint", words) });
  }

  /**
   * Sets the default command of containers; recorded only, functions do not run it on Modal either.
   * @throws InvalidError unless it is a list of strings
   */
  cmd(words: readonly string[]): Image {
    return this.#add({ kind: "cmd", words: parseImageWords("Image.cmd", words) });
  }

  /**
   * Sets the shell of later steps; recorded only, as no command runs.
   * @throws InvalidError unless it is a list of strings
   */
  shell(words: readonly string[]): Image {
    return this.#add({ kind: "shell", words: parseImageWords("Image.shell", words) });
  }

  /**
   * Adds a local file; a `remote` that ends with `/` is its directory.
   * @throws InvalidError unless `remote` is absolute
   */
  addLocalFile(local: string, remote: string, options: files.AddFileOptions = {}): Image {
    return this.#add(files.localFileLayer(local, remote, options));
  }

  /** @deprecated Use `addLocalFile` with `copy: true`. Modal: docs/modal/older-names.md#renamed-and-removed. */
  copyLocalFile(local: string, remote: string): Image {
    warnDeprecated("Image.copyLocalFile", "Image.addLocalFile with copy: true");
    return this.addLocalFile(local, remote, { copy: true });
  }

  /**
   * Adds the files of a local directory.
   * @throws InvalidError unless `remote` is absolute
   */
  addLocalDir(local: string, remote: string, options: files.AddFilesOptions = {}): Image {
    const { layer, predicates } = files.localDirLayer(local, remote, options, this.predicates);
    return this.#add(layer, predicates);
  }

  /**
   * Adds the source of Python modules, by default without other files, below `/root`.
   * @throws InvalidError for a path in place of a module's name
   */
  addLocalPythonSource(...modules: Words | [...Words, files.AddFilesOptions]): Image {
    const { layer, predicates } = files.pythonSourceLayer(modules, this.predicates);
    return this.#add(layer, predicates);
  }

  /**
   * The image that a function makes of this one, for use in a chain.
   * @throws InvalidError if it gives something else
   */
  pipe<A extends unknown[]>(change: (image: Image, ...args: A) => Image, ...args: A): Image {
    const image: unknown = change(this, ...args);
    if (image instanceof Image) return image;
    throw new InvalidError(`The function of Image.pipe must return an Image, got ${describe(image)}.`);
  }

  /**
   * Deletes a built image and takes its names from it. Layers above it stay. Rejects with `NotFoundError` if there is
   * none, `InvalidError` for the id of something else.
   */
  static async delete(imageId: string): Promise<void> {
    const { id } = identifiedObject("Image", "im", imageId);
    await sessionInSight("Image.delete").backend.send("image.delete", { imageId: id });
  }

  #add(layer: ImageLayer | undefined, predicates: readonly FilePredicate[] = this.predicates): Image {
    if (layer === undefined) return this;
    const { layers, env, workdir } = this.definition;
    const definition = { ...this.definition, layers: [...layers, layer] };
    if (layer.kind === "env")
      return Image.fromDefinition({ ...definition, env: { ...env, ...layer.values } }, predicates);
    if (layer.kind !== "workdir") return Image.fromDefinition(definition, predicates);
    return Image.fromDefinition({ ...definition, workdir: posix.resolve("/", workdir ?? "", layer.path) }, predicates);
  }
}

refuseAssignments(Image, "Every method gives a new image with one more layer.");

refuseOptions(Image, { fromId: 1, delete: 1 });
