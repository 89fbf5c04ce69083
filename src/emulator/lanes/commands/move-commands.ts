import { posix } from "node:path";
import { errorText, shellError } from "../processes/system-errors.js";
import type { OwnProcess, Program, SystemFs } from "../processes/process.js";
import { type CommandOptions, type OptionSpec, UsageError } from "./parsed-options.js";
import { attempt, complain, native, pathOf } from "./native-command.js";

export const rm: Program = native(
  {
    flags: "rRfvdiI",
    long: { recursive: "r", force: "f", verbose: "v", dir: "d", "no-preserve-root": "n", "preserve-root": "n" },
  },
  async (process, options) => {
    const { fs } = process.system;
    if (options.operands.length === 0 && !options.has("f")) throw new UsageError("missing operand");
    let code = 0;
    for (const name of options.operands) {
      if (/^(.*\/)?\.\.?\/*$/.test(name)) {
        await complain(process, `refusing to remove '.' or '..' directory: skipping '${name}'`);
        code = 1;
        continue;
      }
      const done = await attempt(process, `cannot remove '${name}'`, () => {
        const path = pathOf(process, name);
        if (path === "/") throw new Error("it is dangerous to operate recursively on '/'");
        const info = fs.lstat(path);
        if (!info) {
          if (options.has("f")) return true;
          throw shellError("ENOENT");
        }
        const isFolder = info.type === "directory";
        if (!isFolder || options.has("r", "R")) fs.rm(path, { recursive: true });
        else if (!options.has("d")) throw shellError("EISDIR");
        else if (fs.readdir(path).length > 0) throw shellError("ENOTEMPTY");
        else fs.rmdir(path);
        return true;
      });
      if (!done) code = 1;
      else if (options.has("v")) await process.write(1, `removed '${name}'\n`);
    }
    return code;
  },
);

const SPEC: OptionSpec = {
  flags: "aRrfipnvTuLPdHx",
  values: "tS",
  long: {
    archive: "a",
    recursive: "r",
    force: "f",
    interactive: "i",
    "no-clobber": "n",
    verbose: "v",
    "no-target-directory": "T",
    "target-directory": "t=",
    update: "u",
    preserve: "preserve?",
    "no-dereference": "P",
    dereference: "L",
    parents: "parents",
  },
};

/** What is copied or moved where: each operand to the last one, or into it. */
function pairs(process: OwnProcess, options: CommandOptions): [string, string][] {
  const operands = [...options.operands];
  if (operands.length === 0) throw new UsageError("missing file operand");
  const last = options.value("t") ?? (operands.length > 1 ? operands.pop() : undefined);
  if (last === undefined) throw new UsageError(`missing destination file operand after '${operands[0]}'`);
  const info = process.system.fs.stat(pathOf(process, last));
  const isFolder = info?.type === "directory" && !options.has("T");
  if ((operands.length > 1 || options.has("t")) && !isFolder)
    throw new UsageError(`target '${last}': ${errorText(shellError(info ? "ENOTDIR" : "ENOENT"))}`);
  return operands.map((from) => [
    from,
    isFolder ? posix.join(last, options.has("parents") ? from : posix.basename(from)) : last,
  ]);
}

/** `-n` and `-u` leave what is there. */
function isKept(fs: SystemFs, options: CommandOptions, from: string, to: string): boolean {
  const known = fs.stat(to);
  if (!known) return false;
  return options.has("n") || (options.has("u") && known.mtimeMs >= (fs.stat(from)?.mtimeMs ?? 0));
}

export const mv: Program = native(SPEC, async (process, options) => {
  const { fs } = process.system;
  let code = 0;
  for (const [from, to] of pairs(process, options)) {
    const [source, target] = [pathOf(process, from), pathOf(process, to)];
    const info = fs.lstat(source);
    if (!info || source === target) {
      const problem = info
        ? `'${from}' and '${to}' are the same file`
        : `cannot stat '${from}': ${errorText(shellError("ENOENT"))}`;
      await complain(process, problem);
      code = 1;
      continue;
    }
    const done = await attempt(process, `cannot move '${from}' to '${to}'`, () => {
      if (fs.stat(posix.dirname(target))?.type !== "directory") throw shellError("ENOENT");
      if (target.startsWith(`${source}/`)) throw new Error("it is a subdirectory of itself");
      if (isKept(fs, options, source, target)) return true;
      const known = fs.lstat(target);
      if (known?.type === "directory" && info.type !== "directory") throw shellError("EISDIR");
      if (known && known.type !== "directory" && info.type === "directory") throw shellError("ENOTDIR");
      try {
        fs.rename(source, target);
      } catch (error) {
        if (!(error instanceof Error) || !("code" in error) || error.code !== "EXDEV") throw error;
        copy(fs, source, target, { isDeep: true, keepsLinks: true, keepsTime: true });
        fs.rm(source, { recursive: true });
      }
      return true;
    });
    if (!done) code = 1;
    else if (options.has("v")) await process.write(1, `renamed '${from}' -> '${to}'\n`);
  }
  return code;
});

interface CopyOptions {
  readonly isDeep: boolean;
  readonly keepsLinks: boolean;
  readonly keepsTime: boolean;
}

function copy(fs: SystemFs, from: string, to: string, options: CopyOptions): void {
  const info = options.keepsLinks ? fs.lstat(from) : fs.stat(from);
  if (!info) throw shellError("ENOENT");
  if (info.type === "symlink") {
    if (fs.lstat(to)) fs.rm(to, { force: true });
    return fs.symlink(fs.readlink(from), to);
  }
  if (info.type === "directory") {
    if (!options.isDeep) throw shellError("EISDIR");
    if (!fs.stat(to)) fs.mkdir(to, { mode: info.mode & 0o7777 });
    for (const name of fs.readdir(from)) copy(fs, posix.join(from, name), posix.join(to, name), options);
  } else {
    const known = fs.stat(to);
    if (known?.type === "directory") throw shellError("EISDIR");
    if (!known && fs.stat(posix.dirname(to))?.type !== "directory") throw shellError("ENOENT");
    fs.writeFile(to, fs.readFile(from), known ? {} : { mode: info.mode & 0o7777 });
  }
  if (options.keepsTime) {
    fs.chmod(to, info.mode & 0o7777);
    fs.utimes(to, info.mtimeMs, info.mtimeMs);
  }
}

export const cp: Program = native(SPEC, async (process, options) => {
  const { fs } = process.system;
  const isDeep = options.has("r", "R", "a");
  const keepsLinks = options.has("a", "P", "d") || (isDeep && !options.has("L", "H"));
  const keepsTime = options.has("a", "p", "preserve");
  let code = 0;
  for (const [from, to] of pairs(process, options)) {
    const [source, target] = [pathOf(process, from), pathOf(process, to)];
    const info = fs.stat(source) ?? (keepsLinks ? fs.lstat(source) : undefined);
    const problem = !info
      ? `cannot stat '${from}': No such file or directory`
      : info.type === "directory" && !isDeep
        ? `-r not specified; omitting directory '${from}'`
        : info.type === "directory" && (target === source || target.startsWith(`${source}/`))
          ? `cannot copy a directory, '${from}', into itself, '${to}'`
          : info.ino === fs.stat(target)?.ino
            ? `'${from}' and '${to}' are the same file`
            : undefined;
    if (problem !== undefined) {
      await complain(process, problem);
      code = 1;
      continue;
    }
    const done = await attempt(process, `cannot create regular file '${to}'`, () => {
      if (options.has("parents")) fs.mkdir(posix.dirname(target), { recursive: true });
      if (!isKept(fs, options, source, target)) copy(fs, source, target, { isDeep, keepsLinks, keepsTime });
      return true;
    });
    if (!done) code = 1;
    else if (options.has("v")) await process.write(1, `'${from}' -> '${to}'\n`);
  }
  return code;
});
