import { posix } from "node:path";
import { decode } from "./bytes.js";
import { PROGRAM_FOLDERS } from "./machine-fs.js";
import type { Found, OwnProcess, Program, SystemFs } from "./process.js";

/** What `$PATH` is if there is none. */
export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Where a program that is no file may be called by its whole path. */
const FOLDERS: readonly string[] = [...PROGRAM_FOLDERS, "/usr/local/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];

/** How many interpreters of interpreters there may be. */
const MAX_DEPTH = 4;

/** Where programs are. */
interface KnownPrograms {
  readonly fs: SystemFs;
  programs(name: string): Program | undefined;
  lacks?(name: string): boolean;
}

/** Tells what program a name stands for: what a machine has in memory, or scripts of its disk, which come before. */
export class ProgramFinder {
  readonly #fs: SystemFs;
  readonly #known: KnownPrograms;

  constructor(known: KnownPrograms) {
    this.#fs = known.fs;
    this.#known = known;
  }

  find(name: string, path: string | undefined, cwd: string, depth = 0): Found {
    if (name === "") return { kind: "missing" };
    if (name.includes("/")) return this.#at(posix.resolve(cwd, name), FOLDERS, depth) ?? { kind: "missing" };
    let isDenied = false;
    for (const folder of (path ?? DEFAULT_PATH).split(":")) {
      const found = this.#at(posix.resolve(cwd, folder, name), PROGRAM_FOLDERS, depth);
      if (found?.kind === "program") return found;
      isDenied ||= found?.kind === "denied" && this.#fs.stat(posix.resolve(cwd, folder, name))?.type === "file";
    }
    return { kind: isDenied ? "denied" : "missing" };
  }

  /** @param folders where programs are that are no files */
  #at(path: string, folders: readonly string[], depth: number): Found | undefined {
    const info = this.#fs.stat(path);
    const program = folders.includes(posix.dirname(path)) ? this.#known.programs(posix.basename(path)) : undefined;
    // an empty file stands for the program of its name
    if (program && (!info || (info.type === "file" && info.size === 0))) {
      const isLacking = this.#known.lacks?.(posix.basename(path)) === true;
      return isLacking ? { kind: "program", path, program, isLacking } : { kind: "program", path, program };
    }
    if (!info) return undefined;
    if (info.type !== "file" || (info.mode & 0o111) === 0) return { kind: "denied" };
    return { kind: "program", path, program: (process) => this.#runFile(process, path, depth) };
  }

  async #runFile(process: OwnProcess, path: string, depth: number): Promise<number> {
    const name = process.argv[0] ?? path;
    const file = name.includes("/") ? name : path;
    const start = this.#fs.readFile(path).subarray(0, 4_096);
    if (start.subarray(0, 256).includes(0) || start[0] === 0x7f) {
      await process.write(
        2,
        `${file}: cannot execute binary file: machines in memory run scripts and built-in programs; ` +
          'sandboxes: "process" runs binaries\n',
      );
      return 126;
    }
    const line = /^#!\s*(\S+)(?:[^\S\n]+([^\n]*\S))?\s*$/m.exec(decode(start).split("\n", 1)[0] ?? "");
    const interpreter = line?.[1] ?? "sh";
    const argument = line?.[2];
    const found: Found =
      depth < MAX_DEPTH
        ? this.find(interpreter, line ? undefined : DEFAULT_PATH, process.cwd, depth + 1)
        : { kind: "missing" };
    if (found.kind !== "program") {
      const why = found.kind === "missing" ? "No such file or directory" : "Permission denied";
      await process.write(2, `${file}: ${interpreter}: bad interpreter: ${why}\n`);
      return 126;
    }
    const argv = [interpreter, ...(argument === undefined ? [] : [argument]), file, ...process.argv.slice(1)];
    return process.exec(argv, found.program);
  }
}
