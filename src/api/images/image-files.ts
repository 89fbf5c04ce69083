import { posix } from "node:path";
import { InvalidError } from "../../contract/errors.js";
import { type FileFilter, type FilePredicate, parseFileFilter } from "./file-filter.js";
import { NON_PYTHON_FILES } from "./file-pattern-matcher.js";
import type { FileLayer } from "../../contract/image-definition.js";
import { splitWords, type Words } from "./image-step-options.js";
import { parseSwitch } from "../../checks/option-types.js";
import { checkOptions, describe } from "../../checks/options.js";

/** Options of `addLocalFile`. */
export interface AddFileOptions {
  /**
   * Copy into the image, so that later steps can use the file. Default: false, which adds it when a container starts.
   */
  copy?: boolean;
}

/** Options of `addLocalDir` and `addLocalPythonSource`. */
export interface AddFilesOptions extends AddFileOptions {
  /** Files to leave out, by their path below the directory. */
  ignore?: FileFilter;
}

/** The layer of `addLocalFile`. */
export function localFileLayer(local: string, remote: string, options: AddFileOptions): FileLayer {
  checkOptions("Image.addLocalFile", options, ["copy"]);
  checkPaths("Image.addLocalFile", local, remote);
  const target = remote.endsWith("/") ? posix.join(remote, posix.basename(local)) : remote;
  return { kind: "addLocalFile", local, remote: target, copy: parseSwitch("copy", options.copy, false) };
}

/** The layer of `addLocalDir`, and the image's predicates with its own. */
export function localDirLayer(
  local: string,
  remote: string,
  options: AddFilesOptions,
  predicates: readonly FilePredicate[],
): { layer: FileLayer; predicates: readonly FilePredicate[] } {
  checkOptions("Image.addLocalDir", options, ["copy", "ignore"]);
  checkPaths("Image.addLocalDir", local, remote);
  const filter = parseFileFilter(options.ignore ?? [], predicates);
  const copy = parseSwitch("copy", options.copy, false);
  return {
    layer: { kind: "addLocalDir", local, remote, copy, ignore: filter.definition },
    predicates: filter.predicates,
  };
}

/** The layer of `addLocalPythonSource`, and the image's predicates with its own. */
export function pythonSourceLayer(
  args: Words | readonly [...Words, AddFilesOptions],
  predicates: readonly FilePredicate[],
): { layer: FileLayer; predicates: readonly FilePredicate[] } {
  const what = "Image.addLocalPythonSource";
  const { words, options } = splitWords<AddFilesOptions>(what, args, {});
  checkOptions(what, options, ["copy", "ignore"]);
  const path = words.find((name) => /[/\\]/.test(name));
  if (path !== undefined)
    throw new InvalidError(`${what} takes names of modules, got the path ${describe(path)}. Use Image.addLocalDir.`);
  const filter = parseFileFilter(options.ignore ?? NON_PYTHON_FILES, predicates);
  const copy = parseSwitch("copy", options.copy, false);
  return {
    layer: { kind: "addLocalPythonSource", modules: words, copy, ignore: filter.definition },
    predicates: filter.predicates,
  };
}

function checkPaths(what: string, local: unknown, remote: unknown): void {
  if (typeof local !== "string" || local === "")
    throw new InvalidError(`${what} takes a local path, got ${describe(local)}.`);
  if (typeof remote !== "string" || !remote.startsWith("/"))
    throw new InvalidError(`${what} takes an absolute remote path such as "/app/", got ${describe(remote)}.`);
  if (remote.split("/").includes(".."))
    throw new InvalidError(`${what} takes a remote path without "..", got ${describe(remote)}.`);
}
