import fs, { constants, type Dirent, type Stats } from "node:fs";
import { isAbsolute, posix } from "node:path";
import { toOptions, toPath } from "./arguments.js";
import type { MountView } from "./mount-view.js";
import { fsError } from "../tree/fs-error.js";
import { perform, type Operations } from "./operation.js";
import { router } from "./routing-table.js";
import { systemError } from "../tree/system-error.js";

interface CopyOptions {
  readonly dereference: boolean;
  readonly errorOnExist: boolean;
  readonly filter: (source: string, destination: string) => boolean | Promise<boolean>;
  readonly force: boolean;
  readonly mode: number;
  readonly preserveTimestamps: boolean;
  readonly recursive: boolean;
  readonly verbatimSymlinks: boolean;
}

/** A copy that asks its filter, which may take its time, by yielding. */
type Copying = Generator<boolean | Promise<boolean>, void, boolean>;

/** Copying from, to and between mounts, the real file system on either side. */
export class Copies {
  readonly #mounts: MountView;

  constructor(mounts: MountView) {
    this.#mounts = mounts;
  }

  copyFile(from: unknown, to: unknown, mode: number = 0): void {
    const [source, destination] = [toPath(from, "src"), toPath(to, "dest")];
    try {
      const found = this.#on("statSync", source) as Stats;
      if (found.isDirectory()) throw fsError("EISDIR", "copyfile");
      const content = this.#on("readFileSync", source);
      this.#on("writeFileSync", destination, content, {
        flag: mode & constants.COPYFILE_EXCL ? "wx" : "w",
        mode: found.mode & 0o777,
      });
    } catch (error) {
      const { code } = error as { code: "ENOENT" | "ENOSPC" };
      if (code === "ENOSPC") this.#on("unlinkSync", destination); // as Node does
      throw fsError(code, "copyfile", source, destination);
    }
  }

  cpSync(from: unknown, to: unknown, given?: unknown): void {
    const copying = this.#copy(toPath(from, "src"), toPath(to, "dest"), toOptions<CopyOptions>(given));
    for (let step = copying.next(); !step.done;) {
      if (typeof step.value === "object")
        throw Object.assign(
          new TypeError('Expected boolean to be returned from the "filter" function but got an instance of Promise.'),
          { code: "ERR_INVALID_RETURN_VALUE" },
        );
      step = copying.next(step.value);
    }
  }

  async cp(from: unknown, to: unknown, given?: unknown): Promise<void> {
    const copying = this.#copy(toPath(from, "src"), toPath(to, "dest"), toOptions<CopyOptions>(given));
    for (let step = copying.next(); !step.done;) step = copying.next(await step.value);
  }

  /** A synchronous function of whoever has the path. */
  #on(name: string, path: string, ...args: unknown[]): unknown {
    return router("path", name.replace(/Sync$/, ""))(this.#mounts, [path, ...args])
      ? perform(this.#mounts.fs.sync[name], [path, ...args])
      : Reflect.apply(Reflect.get(fs, name) as () => unknown, fs, [path, ...args]);
  }

  /** Where a path leads, or will lead once it is there. */
  #real(path: string): string {
    if (this.#on("existsSync", path)) return this.#on("realpathSync", path) as string;
    const whole = posix.resolve(path);
    return posix.join(this.#real(posix.dirname(whole)), posix.basename(whole));
  }

  *#copy(source: string, destination: string, options: Partial<CopyOptions>): Copying {
    const { paths } = this.#mounts;
    // its files are the host's, up to a mount; what is below that on the host's disk is nobody's here
    if (!paths.layer && (paths.isAbove(source) || paths.isAbove(destination)))
      throw fsError("EBUSY", "cp", source, destination);
    const found = this.#on(options.dereference ? "statSync" : "lstatSync", source) as Stats;
    const existing = this.#on(options.dereference ? "statSync" : "lstatSync", destination, {
      throwIfNoEntry: false,
    }) as Stats | undefined;
    const same = posix.resolve(source) === posix.resolve(destination);
    if (same) throw copyError("ERR_FS_CP_EINVAL", `src and dest cannot be the same ${destination}`);
    if (found.isDirectory() && existing && !existing.isDirectory())
      throw copyError(
        "ERR_FS_CP_DIR_TO_NON_DIR",
        `Cannot overwrite non-directory ${destination} with directory ${source}`,
      );
    if (!found.isDirectory() && existing?.isDirectory())
      throw copyError(
        "ERR_FS_CP_NON_DIR_TO_DIR",
        `Cannot overwrite directory ${destination} with non-directory ${source}`,
      );
    if (found.isDirectory() && `${this.#real(destination)}/`.startsWith(`${this.#real(source)}/`))
      throw copyError("ERR_FS_CP_EINVAL", `Cannot copy ${source} to a subdirectory of self ${destination}`);
    if (found.isDirectory() && !options.recursive)
      throw copyError("ERR_FS_EISDIR", `Recursive option not enabled, cannot copy a directory: ${source}`);
    if (options.filter && !(yield options.filter(source, destination))) return;
    if (!this.#on("existsSync", posix.dirname(destination)))
      this.#on("mkdirSync", posix.dirname(destination), { recursive: true });
    yield* this.#copyOne(source, destination, found, existing, options);
  }

  *#copyOne(
    source: string,
    destination: string,
    found: Stats,
    existing: Stats | undefined,
    options: Partial<CopyOptions>,
  ): Copying {
    if (found.isDirectory()) {
      if (!existing) this.#on("mkdirSync", destination, { mode: found.mode & 0o777 });
      for (const { name } of this.#on("readdirSync", source, { withFileTypes: true }) as Dirent[])
        yield* this.#copy(posix.join(source, name), posix.join(destination, name), options);
    } else {
      if (existing && options.force === false) {
        if (options.errorOnExist)
          throw systemError(
            "ERR_FS_CP_EEXIST",
            "Target already exists",
            "cp",
            "EEXIST",
            `${destination} already exists`,
            destination,
          );
        return;
      }
      if (existing) this.#on("unlinkSync", destination);
      if (found.isSymbolicLink()) {
        const target = this.#on("readlinkSync", source) as string;
        const whole =
          options.verbatimSymlinks || isAbsolute(target) ? target : posix.resolve(posix.dirname(source), target);
        if (this.#mounts.paths.has(whole) && !this.#mounts.paths.has(destination, "change"))
          throw fsError("EXDEV", "symlink", whole, destination);
        this.#on("symlinkSync", whole, destination);
      } else this.copyFile(source, destination, options.mode ?? 0);
    }
    if (options.preserveTimestamps && !found.isSymbolicLink())
      this.#on("utimesSync", destination, found.atimeMs / 1000, found.mtimeMs / 1000);
  }
}

/** Copying, as the synchronous functions of `fs`. */
export function copyOperations(copies: Copies): Operations {
  return {
    copyFileSync: (from: unknown, to: unknown, mode?: number) => copies.copyFile(from, to, mode ?? 0),
    cpSync: (from: unknown, to: unknown, options?: unknown) => copies.cpSync(from, to, options),
  };
}

function copyError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
