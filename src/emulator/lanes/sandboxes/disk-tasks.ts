import { posix } from "node:path";
import type { BuiltFile } from "../../../contract/image-definition.js";
import { contentOf, type StoredFile } from "../../../contract/stored-file.js";
import type { DiskTask, SandboxAnswer } from "../../kernel/sandbox-protocol.js";
import { EMPTY_FILES } from "../mounts/bare-files.js";
import { builtFiles } from "../mounts/built-files.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { lowerFiles } from "../mounts/image-layer.js";
import type { SystemFs } from "../processes/process.js";
import { fileError } from "./task-error.js";

/** The disk of a sandbox as a whole: snapshots of it, and images that are mounted on it. */
export class DiskTasks {
  readonly #mounts: ContainerMounts;
  readonly #fs: SystemFs;
  /** What was at paths before an image was mounted there. */
  readonly #covered = new Map<string, readonly BuiltFile[] | undefined>();

  constructor(mounts: ContainerMounts, fs: SystemFs) {
    this.#mounts = mounts;
    this.#fs = fs;
  }

  /** @throws errors of `node:fs`, with their codes */
  do(task: Exclude<DiskTask, { kind: "reload" }>): SandboxAnswer {
    switch (task.kind) {
      case "capture":
        return { built: task.path === undefined ? builtFiles(this.#mounts) : this.#folder(task.path) };
      case "mount":
        this.#mount(task.path, task.files);
        return {};
      case "unmount":
        this.#unmount(task.path);
        return {};
    }
  }

  #mount(path: string, files: Parameters<typeof lowerFiles>[0]): void {
    const found = this.#fs.lstat(path);
    if (found && found.type !== "directory") throw fileError("ENOTDIR", `not a directory, mount '${path}'`);
    if (!this.#covered.has(path)) this.#covered.set(path, found && this.#folder(path));
    this.#replace(path, builtOf(lowerFiles(files, EMPTY_FILES), "/"));
  }

  #unmount(path: string): void {
    if (!this.#covered.has(path)) throw fileError("ENOENT", `no image is mounted at '${path}'`);
    const before = this.#covered.get(path);
    this.#covered.delete(path);
    if (before) this.#replace(path, before);
    else this.#fs.rm(path, { recursive: true, force: true });
  }

  #replace(path: string, files: readonly BuiltFile[]): void {
    this.#fs.mkdir(path, { recursive: true });
    for (const name of this.#fs.readdir(path)) this.#fs.rm(posix.join(path, name), { recursive: true, force: true });
    for (const { remote, built } of files) if (built) put(this.#fs, posix.join(path, remote), built);
  }

  /** What is in a folder, by its paths below it. */
  #folder(path: string): BuiltFile[] {
    if (this.#fs.stat(path)?.type !== "directory")
      throw fileError(this.#fs.stat(path) ? "ENOTDIR" : "ENOENT", `no directory is there, snapshot '${path}'`);
    return [...filesBelow(this.#fs, path, "")];
  }
}

function* filesBelow(fs: SystemFs, root: string, below: string): Generator<BuiltFile> {
  for (const name of fs.readdir(`${root}${below}` || "/")) {
    const remote = `${below}/${name}`;
    const path = posix.join(root, remote);
    const found = fs.lstat(path);
    if (!found) continue;
    const { mode, mtimeMs } = found;
    if (found.type === "symlink") yield { remote, built: { kind: "symlink", target: fs.readlink(path), mtimeMs } };
    else if (found.type === "file")
      yield { remote, built: { kind: "file", content: contentOf(fs.readFile(path)), mode, mtimeMs } };
    else if (found.type === "directory") {
      yield { remote, built: { kind: "directory", mode, mtimeMs } };
      yield* filesBelow(fs, root, remote);
    }
  }
}

/** What an image has, by its paths. */
function builtOf(image: ReturnType<typeof lowerFiles>, directory: string): BuiltFile[] {
  return image.names(directory).flatMap((name): BuiltFile[] => {
    const remote = posix.join(directory, name);
    const found = image.look(remote);
    if (!found) return [];
    const { mtimeMs, symlink } = found;
    const mode = found.mode & 0o7777;
    if (symlink !== undefined) return [{ remote, built: { kind: "symlink", target: symlink, mtimeMs } }];
    if ((found.mode & 0o170_000) === 0o040_000)
      return [{ remote, built: { kind: "directory", mode, mtimeMs } }, ...builtOf(image, remote)];
    return [{ remote, built: { kind: "file", content: contentOf(image.read(remote)), mode, mtimeMs } }];
  });
}

function put(fs: SystemFs, path: string, file: StoredFile): void {
  if (file.kind === "symlink") return fs.symlink(file.target, path);
  if (file.kind === "directory") fs.mkdir(path, { recursive: true });
  else fs.writeFile(path, new Uint8Array(file.content));
  fs.chmod(path, file.mode);
  fs.utimes(path, file.mtimeMs, file.mtimeMs);
}
