import { posix } from "node:path";
import { concat, decode } from "../processes/bytes.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { errorText, shellError } from "../processes/system-errors.js";
import { chunksOf } from "./byte-lines.js";
import { formatDate } from "./date-format.js";
import { type Change, lineChanges } from "./line-changes.js";
import { close, complain, native, openAs, pathOf } from "./native-command.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";

/** Lines around changes, if it is not said how many. */
const CONTEXT = 3;
const NO_NEWLINE = "\\ No newline at end of file";

interface Text {
  readonly bytes: Uint8Array;
  readonly lines: readonly string[];
  readonly endsOpen: boolean;
}

async function contentOf(process: OwnProcess, path: string): Promise<Uint8Array> {
  const fd = path === "-" ? 0 : openAs(process, path, "r");
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(process, fd)) chunks.push(chunk);
  if (fd !== 0) close(process, fd);
  return concat(chunks);
}

function textOf(bytes: Uint8Array): Text {
  const lines = decode(bytes).split("\n");
  const endsOpen = lines.at(-1) !== "";
  return { bytes, lines: endsOpen ? lines : lines.slice(0, -1), endsOpen };
}

/** Lines as they are compared. */
function keysOf({ lines, endsOpen }: Text, options: CommandOptions): string[] {
  return lines.map((line, index) => {
    let key = options.has("i") ? line.toLowerCase() : line;
    if (options.has("w")) key = key.replaceAll(/\s/g, "");
    else if (options.has("b")) key = key.replaceAll(/\s+/g, " ").trimEnd();
    return endsOpen && index === lines.length - 1 && !options.has("w", "b") ? `${key}\n` : key;
  });
}

function marked(text: Text, from: number, to: number, mark: string): string[] {
  return text.lines.slice(from, to).flatMap((line, index) => {
    const isOpen = text.endsOpen && from + index === text.lines.length - 1;
    return isOpen ? [mark + line, NO_NEWLINE] : [mark + line];
  });
}

function range(from: number, to: number): string {
  return to - from <= 1 ? String(to === from ? from : from + 1) : `${from + 1},${to}`;
}

function normalDiff(one: Text, other: Text, changes: readonly Change[]): string[] {
  return changes.flatMap(({ from, to, otherFrom, otherTo }) => {
    const letter = from === to ? "a" : otherFrom === otherTo ? "d" : "c";
    const rows = [`${range(from, to)}${letter}${range(otherFrom, otherTo)}`, ...marked(one, from, to, "< ")];
    return letter === "c"
      ? [...rows, "---", ...marked(other, otherFrom, otherTo, "> ")]
      : [...rows, ...marked(other, otherFrom, otherTo, "> ")];
  });
}

function span(from: number, to: number): string {
  return to - from === 1 ? String(from + 1) : `${to === from ? from : from + 1},${to - from}`;
}

function unifiedDiff(one: Text, other: Text, changes: readonly Change[], context: number): string[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last && change.from - (last.at(-1)?.to ?? 0) <= 2 * context) last.push(change);
    else groups.push([change]);
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) return [];
    const before = Math.min(context, first.from);
    const after = Math.min(context, one.lines.length - last.to);
    const rows = [
      `@@ -${span(first.from - before, last.to + after)} +${span(first.otherFrom - before, last.otherTo + after)} @@`,
    ];
    let at = first.from - before;
    for (const { from, to, otherFrom, otherTo } of group) {
      rows.push(
        ...marked(one, at, from, " "),
        ...marked(one, from, to, "-"),
        ...marked(other, otherFrom, otherTo, "+"),
      );
      at = to;
    }
    return [...rows, ...marked(one, at, last.to + after, " ")];
  });
}

/** @returns exit code */
async function diffFiles(
  process: OwnProcess,
  names: readonly [string, string],
  options: CommandOptions,
  title?: string,
): Promise<number> {
  const { fs } = process.system;
  const isMissing = (name: string): boolean => options.has("N") && name !== "-" && !fs.stat(pathOf(process, name));
  const [one, other] = [
    textOf(isMissing(names[0]) ? new Uint8Array() : await contentOf(process, names[0])),
    textOf(isMissing(names[1]) ? new Uint8Array() : await contentOf(process, names[1])),
  ];
  const changes = lineChanges(keysOf(one, options), keysOf(other, options)).filter(
    ({ from, to, otherFrom, otherTo }) =>
      !options.has("B") ||
      [...one.lines.slice(from, to), ...other.lines.slice(otherFrom, otherTo)].some((line) => line !== ""),
  );
  if (changes.length === 0) {
    if (options.has("s")) await process.write(1, `Files ${names[0]} and ${names[1]} are identical\n`);
    return 0;
  }
  const isBinary = one.bytes.includes(0) || other.bytes.includes(0);
  if (options.has("q") || (isBinary && !options.has("a"))) {
    await process.write(
      1,
      `${isBinary && !options.has("q") ? "Binary files" : "Files"} ${names[0]} and ${names[1]} differ\n`,
    );
    return 1;
  }
  const labels = options.values("L");
  const header = (name: string, index: number): string => {
    const info = name === "-" ? undefined : fs.stat(pathOf(process, name));
    const time = formatDate(info?.mtimeMs ?? (name === "-" ? process.system.now() : 0), "%Y-%m-%d %H:%M:%S.%N %z");
    return `${index === 0 ? "---" : "+++"} ${labels[index] ?? `${name}\t${time}`}`;
  };
  const context = options.has("U") ? Number(options.value("U")) : options.has("u") ? CONTEXT : undefined;
  const rows =
    context === undefined
      ? normalDiff(one, other, changes)
      : [...names.map(header), ...unifiedDiff(one, other, changes, context)];
  await process.write(1, `${[...(title === undefined ? [] : [title]), ...rows].join("\n")}\n`);
  return 1;
}

async function diffFolders(process: OwnProcess, one: string, other: string, options: CommandOptions): Promise<number> {
  const { fs } = process.system;
  const names = [...new Set([one, other].flatMap((folder) => fs.readdir(pathOf(process, folder))))].toSorted();
  let code = 0;
  for (const name of names) {
    const pair = [posix.join(one, name), posix.join(other, name)] as const;
    const infos = pair.map((path) => fs.stat(pathOf(process, path)));
    const missing = infos.findIndex((info) => !info);
    if (missing >= 0 && !options.has("N")) {
      await process.write(1, `Only in ${missing === 0 ? other : one}: ${name}\n`);
      code = 1;
    } else if (infos.some((info) => info?.type === "directory")) {
      if (infos.every((info) => info?.type === "directory")) {
        if (options.has("r")) code = Math.max(code, await diffFolders(process, ...pair, options));
        else await process.write(1, `Common subdirectories: ${pair[0]} and ${pair[1]}\n`);
      }
    } else {
      const flags = options.given.map(([option, value]) => (option.length > 1 ? "" : `-${option}${value ?? ""}`));
      const title = ["diff", ...flags, ...pair].join(" ");
      code = Math.max(code, await diffFiles(process, pair, options, title));
    }
  }
  return code;
}

export const diff: Program = native(
  {
    flags: "uqrNiwbBsat",
    values: "ULxI",
    long: {
      unified: "unified?", brief: "q", recursive: "r", "new-file": "N", "ignore-case": "i", "ignore-all-space": "w",
      "ignore-space-change": "b", "ignore-blank-lines": "B", "report-identical-files": "s", text: "a", label: "L=", color: "color?",
      "strip-trailing-cr": "cr", normal: "normal",
    }, // prettier-ignore
  },
  async (process, options) => {
    const [first, second, ...more] = options.operands;
    if (first === undefined || second === undefined)
      throw new UsageError(`missing operand after '${first ?? "diff"}'`, 2);
    if (more.length > 0) throw new UsageError(`extra operand '${more[0]}'`, 2);
    const { fs } = process.system;
    const isFolder = (name: string): boolean => name !== "-" && fs.stat(pathOf(process, name))?.type === "directory";
    const names = [first, second].map((name, index) => {
      const other = index === 0 ? second : first;
      return isFolder(name) && !isFolder(other) && other !== "-" ? posix.join(name, posix.basename(other)) : name;
    });
    const [one = first, other = second] = names;
    if (isFolder(one) && isFolder(other)) return diffFolders(process, one, other, options);
    try {
      return await diffFiles(process, [one, other], options);
    } catch (error) {
      if (process.killed.aborted) throw error;
      for (const name of [one, other])
        if (name !== "-" && !fs.stat(pathOf(process, name)))
          await complain(process, `${name}: ${errorText(shellError("ENOENT"))}`);
      return 2;
    }
  },
  2,
);

/** Where two files differ first. */
export const cmp: Program = native(
  { flags: "sl", values: "n", long: { silent: "s", quiet: "s", verbose: "l", bytes: "n=" } },
  async (process, options) => {
    const [first, second = "-"] = options.operands;
    if (first === undefined) throw new UsageError("missing operand", 2);
    const contents: Uint8Array[] = [];
    for (const name of [first, second]) {
      try {
        contents.push(await contentOf(process, name));
      } catch (error) {
        if (process.killed.aborted) throw error;
        if (!options.has("s")) await complain(process, `${name}: ${errorText(error)}`);
        return 2;
      }
    }
    const limit = Number(options.value("n") ?? Infinity);
    const [one = new Uint8Array(), other = new Uint8Array()] = contents.map((bytes) => bytes.subarray(0, limit));
    const at = one.findIndex((byte, index) => index < other.length && byte !== other[index]);
    if (at < 0 && one.length === other.length) return 0;
    if (options.has("s")) return 1;
    const end = at < 0 ? Math.min(one.length, other.length) : at;
    const line = one.subarray(0, end).filter((byte) => byte === 10).length;
    const shorter = one.length < other.length ? first : second;
    if (at >= 0) await process.write(1, `${first} ${second} differ: byte ${at + 1}, line ${line + 1}\n`);
    else if (end === 0) await complain(process, `EOF on ${shorter} which is empty`);
    else
      await complain(
        process,
        `EOF on ${shorter} after byte ${end}, ${one[end - 1] === 10 ? `line ${line}` : `in line ${line + 1}`}`,
      );
    return 1;
  },
  2,
);
