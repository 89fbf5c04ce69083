import { hash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { posix } from "node:path";
import { serialize } from "node:v8";
import { NotFoundError } from "../../contract/errors.js";
import type { ImageLayer, LocalFile } from "../../contract/image-definition.js";
import { checkDependencies, checkNoWorkspace } from "./check-pyproject.js";
import { imageFile } from "./local-files.js";

/**
 * SHA-256 of what a layer is, wherever it comes from on this machine; `forceBuild` says only how it comes about.
 * @param files what it copies
 * @throws InvalidError for a file that is not there, NotFoundError for a lock file of Poetry
 */
export function layerDigest(layer: ImageLayer, files: readonly LocalFile[]): string {
  const content = contentOf("forceBuild" in layer ? { ...layer, forceBuild: false } : layer, files);
  return hash("sha256", JSON.stringify(content));
}

function contentOf(layer: ImageLayer, files: readonly LocalFile[]): readonly unknown[] {
  const what = `Image.${layer.kind}`;
  const digest = (path: string): string => digestOf(imageFile(what, path));
  switch (layer.kind) {
    case "addLocalFile":
    case "addLocalDir":
      return ["files", ...contents(files)];
    case "pipInstallFromPyproject":
      checkDependencies(imageFile(what, layer.file));
      return [{ ...layer, file: digest(layer.file) }];
    case "pipInstallFromRequirements":
      return [{ ...layer, file: digest(layer.file) }];
    case "poetryInstallFromFile":
      return [{ ...layer, pyproject: digest(layer.pyproject), lockfile: lockDigest(layer) }];
    case "uvSync":
      checkNoWorkspace(imageFile(what, posix.join(layer.projectDir, "pyproject.toml")));
      return [{ ...layer, projectDir: digest(posix.join(layer.projectDir, "pyproject.toml")) }];
    case "uvPipInstall":
      return [{ ...layer, requirements: layer.requirements.map(digest) }];
    case "micromambaInstall":
      return [layer.specFile === undefined ? layer : { ...layer, specFile: digest(layer.specFile) }];
    case "dockerfile":
      return [{ ...layer, path: digest(layer.path), contextDir: "" }, ...contents(files)];
    case "dockerfileCommands":
      return [
        {
          ...layer,
          contextDir: "",
          contextFiles: Object.entries(layer.contextFiles).map(([name, path]) => [name, digest(path)]),
        },
        ...contents(files),
      ];
    case "runFunction":
      return [{ ...layer, file: posix.basename(layer.file ?? ""), args: hash("sha256", serialize(layer.args)) }];
    default:
      return [layer];
  }
}

function contents(files: readonly LocalFile[]): readonly unknown[] {
  return files.map(({ remote, local }) => [remote, digestOf(local)]);
}

function lockDigest({
  pyproject,
  lockfile = posix.join(posix.dirname(pyproject), "poetry.lock"),
  ignoreLockfile,
}: Extract<ImageLayer, { kind: "poetryInstallFromFile" }>): string | null {
  if (ignoreLockfile) return null;
  if (!statSync(lockfile, { throwIfNoEntry: false })?.isFile())
    throw new NotFoundError(
      `Image.poetryInstallFromFile: there is no ${posix.resolve(lockfile)}. Give the option "lockfile", or "ignoreLockfile".`,
    );
  return digestOf(posix.resolve(lockfile));
}

/** Digests of files that have not changed since they were read. */
const DIGESTS = new Map<string, { readonly state: string; readonly digest: string }>();

function digestOf(path: string): string {
  const { size, mtimeMs, ctimeMs, ino } = statSync(path);
  const state = [size, mtimeMs, ctimeMs, ino].join();
  const known = DIGESTS.get(path);
  if (known?.state === state) return known.digest;
  const digest = hash("sha256", readFileSync(path));
  DIGESTS.set(path, { state, digest });
  return digest;
}
