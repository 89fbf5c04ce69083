import { posix } from "node:path";
import { errorText, shellError } from "../processes/system-errors.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { UsageError } from "./parsed-options.js";
import { parseDate } from "./date-parse.js";
import { changedMode } from "./file-mode.js";
import { attempt, complain, native, pathOf } from "./native-command.js";

/** Octal or in letters; what a new file has otherwise is `usual`. */
function modeOf(text: string | undefined, usual: number, isFolder: boolean): number {
  const mode = text === undefined ? usual : changedMode(text, usual, isFolder);
  if (mode === undefined) throw new UsageError(`invalid mode ‘${text}’`);
  return mode;
}

export const mkdir: Program = native(
  { flags: "pv", values: "m", long: { parents: "p", verbose: "v", mode: "m=" } },
  async (process, options) => {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    const mode = modeOf(options.value("m"), 0o755, true);
    const { fs } = process.system;
    let code = 0;
    for (const name of options.operands) {
      const done = await attempt(process, `cannot create directory ‘${name}’`, () => {
        const path = pathOf(process, name);
        const known = fs.stat(path);
        if (known && !(options.has("p") && known.type === "directory")) throw shellError("EEXIST");
        if (!known) fs.mkdir(path, { recursive: options.has("p"), mode });
        return true;
      });
      if (!done) code = 1;
      else if (options.has("v")) await process.write(1, `mkdir: created directory '${name}'\n`);
    }
    return code;
  },
);

export const rmdir: Program = native(
  { flags: "pv", long: { parents: "p", verbose: "v", "ignore-fail-on-non-empty": "ignore" } },
  async (process, options) => {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    const { fs } = process.system;
    let code = 0;
    for (const name of options.operands) {
      const names = [name];
      for (let up = posix.dirname(name); options.has("p") && up !== "." && up !== "/"; up = posix.dirname(up))
        names.push(up);
      for (const each of names) {
        const path = pathOf(process, each);
        const done = await attempt(process, `failed to remove '${each}'`, () => {
          const info = fs.lstat(path);
          if (!info) throw shellError("ENOENT");
          if (info.type !== "directory") throw shellError("ENOTDIR");
          if (fs.readdir(path).length > 0) {
            if (options.has("ignore")) return true;
            throw shellError("ENOTEMPTY");
          }
          fs.rmdir(path);
          return true;
        });
        if (!done) code = 1;
        if (!done) break;
      }
    }
    return code;
  },
);

export const touch: Program = native(
  {
    flags: "acmh",
    values: "drt",
    long: { "no-create": "c", date: "d=", reference: "r=", time: "time=", "no-dereference": "h" },
  },
  async (process, options) => {
    if (options.operands.length === 0) throw new UsageError("missing file operand");
    const { fs } = process.system;
    const ms = touchTime(process, options.value("r"), options.value("d"), options.value("t"));
    let code = 0;
    for (const name of options.operands) {
      const done = await attempt(process, `cannot touch '${name}'`, () => {
        const path = pathOf(process, name);
        if (!fs.stat(path)) {
          if (options.has("c")) return true;
          if (name.endsWith("/")) throw shellError("ENOENT");
          fs.writeFile(path, new Uint8Array());
        }
        fs.utimes(path, ms, ms);
        return true;
      });
      if (!done) code = 1;
    }
    return code;
  },
);

function touchTime(process: OwnProcess, reference?: string, text?: string, stamp?: string): number {
  const now = process.system.now();
  if (reference !== undefined) {
    const info = process.system.fs.stat(pathOf(process, reference));
    if (!info) throw new UsageError(`failed to get attributes of '${reference}': ${errorText({ code: "ENOENT" })}`);
    return info.mtimeMs;
  }
  if (stamp !== undefined) {
    const [, century = "", year = "", month, day, hour, minute, second = "00"] =
      /^(\d\d)?(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(stamp) ?? [];
    if (month === undefined) throw new UsageError(`invalid date format ‘${stamp}’`);
    const short =
      century === "" ? "" : year === "" ? (Number(century) < 69 ? `20${century}` : `19${century}`) : century + year;
    const whole = short || String(new Date(now).getUTCFullYear());
    return Date.parse(`${whole}-${month}-${day}T${hour}:${minute}:${second}Z`);
  }
  const ms = text === undefined ? now : parseDate(text, now);
  if (ms === undefined) throw new UsageError(`invalid date format ‘${text}’`);
  return ms;
}

export const ln: Program = native(
  {
    flags: "sfnvTr",
    values: "t",
    long: {
      symbolic: "s",
      force: "f",
      "no-dereference": "n",
      verbose: "v",
      "no-target-directory": "T",
      "target-directory": "t=",
      relative: "r",
    },
  },
  async (process, options) => {
    const { fs } = process.system;
    const operands = [...options.operands];
    if (operands.length === 0) throw new UsageError("missing file operand");
    const last = options.value("t") ?? (operands.length > 1 ? operands.pop() : ".") ?? ".";
    const info = options.has("n") ? fs.lstat(pathOf(process, last)) : fs.stat(pathOf(process, last));
    const isFolder = info?.type === "directory" && !options.has("T");
    if (operands.length > 1 && !isFolder) throw new UsageError(`target '${last}' is not a directory`);
    let code = 0;
    for (const target of operands) {
      const link = isFolder ? posix.join(last, posix.basename(target)) : last;
      const kind = options.has("s") ? "symbolic" : "hard";
      const isThere = kind === "symbolic" || fs.lstat(pathOf(process, target)) !== undefined;
      const subject = isThere ? `failed to create ${kind} link '${link}'` : `failed to access '${target}'`;
      const done = await attempt(process, subject, () => {
        const path = pathOf(process, link);
        const from = pathOf(process, target);
        if (!isThere) throw shellError("ENOENT");
        if (fs.lstat(path)) {
          if (!options.has("f")) throw shellError("EEXIST");
          fs.rm(path);
        }
        if (kind === "hard") fs.link(from, path);
        else fs.symlink(options.has("r") ? posix.relative(posix.dirname(path), from) : target, path);
        return true;
      });
      if (!done) code = 1;
      else if (options.has("v")) await process.write(1, `'${link}' ${kind === "hard" ? "=>" : "->"} '${target}'\n`);
    }
    return code;
  },
);

export const mkfifo: Program = native({ values: "m", long: { mode: "m=" } }, async (process, options) => {
  if (options.operands.length === 0) throw new UsageError("missing operand");
  const mode = modeOf(options.value("m"), 0o644, false);
  let code = 0;
  for (const name of options.operands) {
    const { fs } = process.system;
    const done = await attempt(process, `cannot create fifo '${name}'`, () => {
      if (!fs.mkfifo) throw new Error("this disk has none");
      fs.mkfifo(pathOf(process, name), mode);
      return true;
    });
    if (!done) code = 1;
  }
  return code;
});

export const chmod: Program = native(
  { flags: "Rvcfrwxs", long: { recursive: "R", verbose: "v", reference: "reference=", quiet: "f", silent: "f" } },
  async (process, options) => {
    const { fs } = process.system;
    const operands = [...options.operands];
    const removed = options.given.map(([name]) => name).filter((name) => "rwxs".includes(name)); // as in `chmod -x`
    const reference = options.value("reference");
    const change =
      reference !== undefined
        ? (fs.stat(pathOf(process, reference))?.mode ?? 0).toString(8).slice(-4)
        : removed.length > 0
          ? `-${removed.join("")}`
          : operands.shift();
    if (change === undefined || operands.length === 0) throw new UsageError("missing operand");
    if (changedMode(change, 0, false) === undefined) throw new UsageError(`invalid mode: ‘${change}’`);
    const visit = (path: string): void => {
      const info = fs.stat(path);
      if (!info) throw shellError("ENOENT");
      const isFolder = info.type === "directory";
      fs.chmod(path, changedMode(change, info.mode, isFolder) ?? info.mode);
      if (isFolder && options.has("R"))
        for (const name of fs.readdir(path)) {
          const inner = posix.join(path, name);
          if (fs.lstat(inner)?.type !== "symlink") visit(inner);
        }
    };
    let code = 0;
    for (const name of operands) {
      const done = await attempt(process, `cannot access '${name}'`, () => (visit(pathOf(process, name)), true));
      if (!done) code = 1;
    }
    return code;
  },
);

/** Everything belongs to root, whoever else is asked for. */
export const chown: Program = native(
  { flags: "Rvcfh", long: { recursive: "R", "no-dereference": "h", reference: "reference=" } },
  async (process, options) => {
    let code = 0;
    for (const name of options.operands.slice(options.has("reference") ? 0 : 1)) {
      if (process.system.fs.lstat(pathOf(process, name))) continue;
      await complain(process, `cannot access '${name}': No such file or directory`);
      code = 1;
    }
    return code;
  },
);
