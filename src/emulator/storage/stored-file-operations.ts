import type { FileChange, StoredFile } from "../../contract/stored-file.js";
import type { ListedFile, UploadedFile } from "../../contract/storage-commands.js";
import type { FileTree } from "./file-tree.js";

/** Why an operation on files cannot be done. */
export class FileProblem {
  readonly errorClass: "NotFoundError" | "AlreadyExistsError" | "InvalidError";
  readonly message: string;

  constructor(errorClass: FileProblem["errorClass"], message: string) {
    this.errorClass = errorClass;
    this.message = message;
  }
}

/** The entries of a directory, or the one entry of a file. Modal: docs/modal/volumes.md#files-from-outside. */
export function listFiles(tree: FileTree, path: string, recursive: boolean): ListedFile[] | FileProblem {
  const file = tree.get(path);
  if (file && file.kind !== "directory") return [listed(path, file)];
  if (!tree.isDirectory(path)) return missing(path);
  const depth = path === "" ? 0 : path.length + 1;
  const entries: ListedFile[] = [];
  for (const [below, found] of tree.below(path))
    if (recursive || !below.includes("/", depth)) entries.push(listed(below, found));
  return entries;
}

/** The content of a file; symbolic links within the file system are followed. */
export function readFile(tree: FileTree, path: string): SharedArrayBuffer | FileProblem {
  const file = resolve(tree, path);
  if (!file) return missing(path);
  return file.kind === "file"
    ? file.content
    : new FileProblem("InvalidError", `${quoted(path)} is a directory, not a file.`);
}

export function removeFile(tree: FileTree, path: string, recursive: boolean): FileChange[] | FileProblem {
  if (path === "")
    return new FileProblem("InvalidError", "The root of a file system cannot be removed. Remove what is in it.");
  const file = tree.get(path);
  if (!file) return missing(path);
  if (file.kind === "directory" && !recursive)
    return new FileProblem(
      "InvalidError",
      `${quoted(path)} is a directory: give \`recursive: true\` to remove it with all that it contains.`,
    );
  return [[path, null]];
}

/** Copies as Unix `cp` does: into the target if it is a directory, else under its name. */
export function copyFiles(
  tree: FileTree,
  sources: readonly string[],
  target: string,
  recursive: boolean,
): FileChange[] | FileProblem {
  const isInto = tree.isDirectory(target);
  if (sources.length > 1 && !isInto)
    return new FileProblem(
      "InvalidError",
      `Several files can only be copied into a directory, and ${quoted(target)} is none.`,
    );
  const changes: FileChange[] = [];
  for (const source of sources) {
    const file = tree.get(source);
    if (!file && source !== "") return missing(source);
    const name = source.slice(source.lastIndexOf("/") + 1);
    const to = isInto ? join(target, name) : target;
    if (file && file.kind !== "directory") {
      if (tree.isDirectory(to))
        return new FileProblem("InvalidError", `${quoted(to)} is a directory, which a file cannot replace.`);
      changes.push([to, file]);
      continue;
    }
    if (!recursive)
      return new FileProblem("InvalidError", `${quoted(source)} is a directory: give \`recursive: true\` to copy it.`);
    if (`${to}/`.startsWith(source === "" ? "" : `${source}/`))
      return new FileProblem("InvalidError", `${quoted(source)} cannot be copied into itself.`);
    if (file) changes.push([to, file]);
    for (const [path, below] of tree.below(source))
      changes.push([join(to, path.slice(source === "" ? 0 : source.length + 1)), below]);
  }
  return changes;
}

/** All or nothing. A directory is never replaced by a file. */
export function putFiles(
  tree: FileTree,
  files: readonly UploadedFile[],
  force: boolean,
  mtimeMs: number,
): FileChange[] | FileProblem {
  for (const { path } of files) {
    if (path === "" || tree.isDirectory(path))
      return new FileProblem("InvalidError", `${quoted(path)} is a directory, which a file cannot replace.`);
    const above = fileAbove(tree, path);
    if (above !== undefined)
      return new FileProblem("InvalidError", `${quoted(above)} is a file, which a directory cannot replace.`);
    if (!force && tree.get(path))
      return new FileProblem(
        "AlreadyExistsError",
        `${quoted(path)} exists already: give \`force: true\` to overwrite it.`,
      );
  }
  return files.map(({ path, content, mode }) => [path, { kind: "file", content, mode, mtimeMs }]);
}

/** What should be a directory, and is none. */
function fileAbove(tree: FileTree, path: string): string | undefined {
  for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) {
    const above = tree.get(path.slice(0, end));
    if (above && above.kind !== "directory") return path.slice(0, end);
  }
  return undefined;
}

/** Most links in a row. */
const MAX_LINKS = 40;

function resolve(tree: FileTree, path: string): StoredFile | undefined {
  let at = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    const file = tree.get(at);
    if (file?.kind !== "symlink") return file ?? (at === "" ? { kind: "directory", mode: 0, mtimeMs: 0 } : undefined);
    if (file.target.startsWith("/")) return undefined; // an absolute target means a path of a container
    at = join(at.slice(0, Math.max(0, at.lastIndexOf("/"))), file.target)
      .split("/")
      .reduce<string[]>(
        (steps, step) => (step === ".." ? steps.slice(0, -1) : step === "." ? steps : [...steps, step]),
        [],
      )
      .join("/");
  }
  return undefined;
}

function listed(path: string, file: StoredFile): ListedFile {
  return { path, type: file.kind, size: file.kind === "file" ? file.content.byteLength : 0, mtimeMs: file.mtimeMs };
}

function missing(path: string): FileProblem {
  return new FileProblem("NotFoundError", `There is no file or directory ${quoted(path)}.`);
}

function quoted(path: string): string {
  return JSON.stringify(`/${path}`);
}

function join(directory: string, name: string): string {
  return [directory, name].filter((part) => part !== "").join("/");
}
