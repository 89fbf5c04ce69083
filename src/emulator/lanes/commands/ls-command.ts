import { posix } from "node:path";
import { errorText, shellError } from "../processes/system-errors.js";
import type { FileInfo, OwnProcess, Program, SystemFs } from "../processes/process.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";
import { formatDate } from "./date-format.js";
import { modeText } from "./file-mode.js";
import { complain, native, pathOf } from "./native-command.js";

/** Of files older than this, the year is shown instead of the time of day. */
const RECENT_MS = 15_778_476_000;

/** Columns of a terminal that does not tell. */
const COLUMNS = 80;

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly info: FileInfo;
}

/** Sizes as people read them, such as `1.5K`. */
export function humanSize(size: number): string {
  if (size < 1_024) return String(size);
  let value = size;
  let unit = -1;
  for (; value >= 1_024; unit++) value /= 1_024;
  const rounded = Math.ceil(value * 10) / 10;
  return `${rounded < 10 ? rounded.toFixed(1) : Math.ceil(value)}${"KMGTP".charAt(unit)}`;
}

function sorted(entries: readonly Entry[], options: CommandOptions): Entry[] {
  const by = options.last("t", "S", "U", "X", "v", "f");
  const compare = (one: Entry, other: Entry): number => {
    const names = one.name < other.name ? -1 : Number(one.name > other.name);
    if (by === "t") return other.info.mtimeMs - one.info.mtimeMs || names;
    if (by === "S") return other.info.size - one.info.size || names;
    if (by === "X") return posix.extname(one.name).localeCompare(posix.extname(other.name), "en") || names;
    if (by === "v") return one.name.localeCompare(other.name, "en", { numeric: true }) || names;
    return names;
  };
  const list = by === "U" || by === "f" ? [...entries] : entries.toSorted(compare);
  return options.has("r") ? list.toReversed() : list;
}

function mark({ info }: Entry, options: CommandOptions): string {
  if (info.type === "directory" && options.has("F", "p")) return "/";
  if (!options.has("F")) return "";
  if (info.type === "symlink") return "@";
  if (info.type === "other") return "|";
  return info.mode & 0o111 ? "*" : "";
}

function blocks({ size, type }: FileInfo): number {
  return type === "file" ? Math.ceil(size / 4_096) * 4 : type === "directory" ? 4 : 0;
}

function lines(process: OwnProcess, entries: readonly Entry[], options: CommandOptions): string[] {
  const shown = entries.map((entry) => {
    const inode = options.has("i") ? `${entry.info.ino} ` : "";
    const size = options.has("s") ? `${blocks(entry.info)} ` : "";
    return {
      entry,
      before: inode + size,
      text: entry.name + (options.has("l", "g", "o", "n") ? "" : mark(entry, options)),
    };
  });
  if (!options.has("l", "g", "o", "n")) return shown.map(({ before, text }) => before + text);
  const rows = shown.map(({ entry, before, text }) => {
    const { info } = entry;
    const size = options.has("h") ? humanSize(info.size) : String(info.size);
    const age = process.system.now() - info.mtimeMs;
    const format = options.has("full-time")
      ? "%Y-%m-%d %H:%M:%S.%N %z"
      : age >= 0 && age < RECENT_MS
        ? "%b %e %H:%M"
        : "%b %e  %Y";
    const target = info.type === "symlink" ? ` -> ${process.system.fs.readlink(entry.path)}` : mark(entry, options);
    return { before, mode: modeText(info), size, time: formatDate(info.mtimeMs, format), text: text + target };
  });
  const width = Math.max(0, ...rows.map(({ size }) => size.length));
  const [owner, group] = options.has("n") ? ["0 ", "0 "] : ["root ", "root "];
  return rows.map(
    ({ before, mode, size, time, text }) =>
      `${before}${mode} 1 ${options.has("g") ? "" : owner}${options.has("o") ? "" : group}${size.padStart(width)} ${time} ${text}`,
  );
}

/** In columns, from above to below, as a terminal has it. */
function columns(texts: readonly string[], width: number): string[] {
  for (let rows = 1; ; rows++) {
    const widths: number[] = [];
    for (let at = 0; at < texts.length; at += rows)
      widths.push(Math.max(...texts.slice(at, at + rows).map((text) => text.length)) + 2);
    if (rows < texts.length && widths.reduce((sum, each) => sum + each, -2) > width) continue;
    return Array.from({ length: Math.min(rows, texts.length) }, (_, row) =>
      widths
        .map((each, column) => (texts[column * rows + row] ?? "").padEnd(each))
        .join("")
        .trimEnd(),
    );
  }
}

async function show(process: OwnProcess, entries: readonly Entry[], options: CommandOptions): Promise<void> {
  const texts = lines(process, entries, options);
  const isPlain =
    options.has("1", "l", "g", "o", "n") || (!options.has("C") && process.files.get(1)?.isTerminal !== true);
  const width = Number(process.env.get("COLUMNS")) || (process.files.get(1)?.window?.columns ?? COLUMNS);
  const shown = isPlain || texts.length === 0 ? texts : columns(texts, width);
  await process.write(1, shown.map((line) => `${line}\n`).join(""));
}

function inside(fs: SystemFs, path: string, options: CommandOptions): Entry[] {
  const isAll = options.has("a", "f");
  const entries = sorted(
    fs.readdir(path).flatMap((name) => {
      const inner = posix.join(path, name);
      const info = options.has("L") ? (fs.stat(inner) ?? fs.lstat(inner)) : fs.lstat(inner);
      return info && (isAll || options.has("A") || !name.startsWith(".")) ? [{ name, path: inner, info }] : [];
    }),
    options,
  );
  const dots = isAll
    ? [".", ".."].flatMap((name) => {
        const info = fs.stat(posix.join(path, name));
        return info ? [{ name, path: posix.join(path, name), info }] : [];
      })
    : [];
  return options.has("r") ? [...entries, ...dots.toReversed()] : [...dots, ...entries];
}

export const ls: Program = native(
  {
    flags: "aAlrRdtS1FphinogsCLUXvfkGNqx",
    values: "wI",
    long: {
      all: "a",
      "almost-all": "A",
      recursive: "R",
      reverse: "r",
      directory: "d",
      classify: "F",
      "human-readable": "h",
      inode: "i",
      size: "s",
      color: "color?",
      "full-time": "full-time",
      "group-directories-first": "group",
      "numeric-uid-gid": "n",
      sort: "sort=",
      "time-style": "style=",
    },
  },
  async (process, options) => {
    const { fs } = process.system;
    if (options.has("sort")) throw new UsageError("--sort is written -t, -S, -X, -v or -U here", 2);
    let code = 0;
    const [files, folders]: [Entry[], Entry[]] = [[], []];
    for (const name of options.operands.length > 0 ? options.operands : ["."]) {
      const path = pathOf(process, name || "\0");
      const info = options.has("l", "d", "F") ? fs.lstat(path) : (fs.stat(path) ?? fs.lstat(path));
      const target = info?.type === "symlink" && !options.has("d", "l", "F") ? fs.stat(path) : info;
      if (!info) {
        await complain(process, `cannot access '${name}': ${errorText(shellError("ENOENT"))}`);
        code = 2;
      } else (target?.type === "directory" && !options.has("d") ? folders : files).push({ name, path, info });
    }
    if (files.length > 0) await show(process, sorted(files, options), options);
    const isTitled = files.length + folders.length > 1 || code > 0 || options.has("R");
    let isFirst = files.length === 0;
    const visit = async (name: string, path: string): Promise<void> => {
      if (isTitled) await process.write(1, `${isFirst ? "" : "\n"}${name}:\n`);
      isFirst = false;
      const entries = inside(fs, path, options);
      if (options.has("l", "g", "o", "n", "s"))
        await process.write(1, `total ${entries.reduce((sum, { info }) => sum + blocks(info), 0)}\n`);
      await show(process, entries, options);
      if (!options.has("R")) return;
      for (const entry of entries)
        if (entry.info.type === "directory" && entry.name !== "." && entry.name !== "..")
          await visit(`${name.replace(/\/$/, "")}/${entry.name}`, entry.path);
    };
    for (const { name, path } of sorted(folders, options)) await visit(name, path);
    return code;
  },
  2,
);
