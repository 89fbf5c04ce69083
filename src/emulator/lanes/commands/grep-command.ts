import { posix } from "node:path";
import { concat, decode, encode } from "../processes/bytes.js";
import { errorText } from "../processes/system-errors.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { chunksOf } from "./byte-lines.js";
import { type CommandOptions, type OptionSpec, UsageError } from "./parsed-options.js";
import { globPattern } from "./glob-pattern.js";
import { attempt, close, complain, nameOf, native, openAs, pathOf } from "./native-command.js";
import { type PatternKind, patternSource } from "./posix-pattern.js";

const SPEC: OptionSpec = {
  flags: "EFGPaiyvclLnHhoqswxrRIU",
  values: "efmABCdD",
  numbers: true,
  long: {
    "extended-regexp": "E", "fixed-strings": "F", "basic-regexp": "G", "perl-regexp": "P", text: "a", "ignore-case": "i",
    "invert-match": "v", count: "c", "files-with-matches": "l", "files-without-match": "L", "line-number": "n",
    "with-filename": "H", "no-filename": "h", "only-matching": "o", quiet: "q", silent: "q", "no-messages": "s",
    "word-regexp": "w", "line-regexp": "x", recursive: "r", "dereference-recursive": "R", regexp: "e=", file: "f=",
    "max-count": "m=", "after-context": "A=", "before-context": "B=", context: "C=", color: "color?", colour: "color?",
    include: "include=", exclude: "exclude=", "exclude-dir": "exclude-dir=", "line-buffered": "buffered",
    "binary-files": "binary=",
  }, // prettier-ignore
};

/** What to look for, and how to show it. */
interface Search {
  readonly pattern: RegExp;
  readonly options: CommandOptions;
  readonly isNamed: boolean;
  readonly before: number;
  readonly after: number;
  readonly limit: number;
}

async function patternOf(
  process: OwnProcess,
  options: CommandOptions,
  operand: string | undefined,
): Promise<RegExp | undefined> {
  const patterns: string[] = [...options.values("e")];
  for (const path of options.values("f")) {
    const fd = path === "-" ? 0 : await attempt(process, path, () => openAs(process, path, "r"));
    if (fd === undefined) return undefined;
    const text = decode(await process.readAll(fd));
    if (fd !== 0) close(process, fd);
    if (text !== "") patterns.push(...text.replace(/\n$/, "").split("\n"));
  }
  if (!options.has("e", "f")) patterns.push(...(operand ?? "").split("\n"));
  const last = options.last("E", "F", "G", "P");
  const name = nameOf(process);
  const usual: PatternKind = name === "egrep" ? "extended" : name === "fgrep" ? "fixed" : "basic";
  const kind =
    last === undefined ? usual : (({ E: "extended", F: "fixed", G: "basic", P: "perl" } as const)[last] ?? usual);
  try {
    const sources = patterns.map((pattern) => patternSource(pattern, kind));
    const whole = sources.length > 0 ? sources.map((source) => `(?:${source})`).join("|") : "(?!)";
    const source = options.has("x") ? `^(?:${whole})$` : options.has("w") ? `(?<!\\w)(?:${whole})(?!\\w)` : whole;
    return new RegExp(source, options.has("i", "y") ? "giu" : "gu");
  } catch (error) {
    throw new UsageError(error instanceof SyntaxError ? "Invalid regular expression" : errorText(error), 2);
  }
}

/** @returns how many lines match */
async function searchFile(process: OwnProcess, fd: number, shown: string, search: Search): Promise<number> {
  const { options, limit } = search;
  const isListing = options.has("c", "l", "L", "q");
  const label = search.isNamed ? shown : undefined;
  const held: Uint8Array[] = [];
  let [number, count, after, lastShown, isBinary] = [0, 0, 0, 0, false];
  const out: Uint8Array[] = [];
  const show = (line: Uint8Array, at: number, mark: ":" | "-"): void => {
    if (search.before + search.after > 0 && lastShown > 0 && at > lastShown + 1) out.push(encode("--\n"));
    lastShown = at;
    const prefix = `${label === undefined ? "" : label + mark}${options.has("n") ? at + mark : ""}`;
    if (!options.has("o")) out.push(encode(prefix), line, encode("\n"));
    else if (mark === ":") {
      search.pattern.lastIndex = 0;
      for (const [text] of decode(line).matchAll(search.pattern))
        if (text !== "") out.push(encode(`${prefix}${text}\n`));
    }
  };
  const see = (line: Uint8Array): boolean => {
    number++;
    search.pattern.lastIndex = 0;
    const matches = count < limit && search.pattern.test(decode(line)) !== options.has("v");
    if (matches) {
      count++;
      if (isListing || isBinary) return count < limit;
      held.forEach((each, index) => show(each, number - held.length + index, "-"));
      held.length = 0;
      show(line, number, ":");
      after = search.after;
    } else if (!isListing && after > 0) {
      after--;
      show(line, number, "-");
    } else if (search.before > 0) {
      held.push(line);
      if (held.length > search.before) held.shift();
    }
    return count < limit || after > 0;
  };
  let rest = new Uint8Array();
  let goesOn = limit > 0;
  for await (const chunk of chunksOf(process, fd)) {
    isBinary ||= !options.has("a") && chunk.includes(0);
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0 && goesOn; end = chunk.indexOf(10, from)) {
      goesOn = see(rest.length > 0 ? concat([rest, chunk.subarray(from, end)]) : chunk.subarray(from, end));
      rest = new Uint8Array();
      from = end + 1;
    }
    if (out.length > 0) await process.write(1, concat(out.splice(0)));
    if (!goesOn) break;
    rest = new Uint8Array(concat([rest, chunk.subarray(from)]));
  }
  if (goesOn && rest.length > 0) see(rest);
  if (isBinary && count > 0 && !isListing) await complain(process, `${shown}: binary file matches`);
  if (options.has("c") && !options.has("q", "l", "L"))
    out.push(encode(`${label === undefined ? "" : `${label}:`}${count}\n`));
  if ((options.has("l") && count > 0) || (options.has("L") && count === 0)) out.push(encode(`${shown}\n`));
  if (out.length > 0 && !options.has("q")) await process.write(1, concat(out));
  return count;
}

function matchesAny(globs: readonly string[], name: string): boolean {
  return globs.some((glob) => globPattern(glob).test(name));
}

/** Files below a folder, in the order of their names. */
function* below(process: OwnProcess, name: string, options: CommandOptions): Generator<string, void> {
  const { fs } = process.system;
  const path = pathOf(process, name || ".");
  for (const entry of fs.readdir(path)) {
    const info = options.has("R") ? fs.stat(posix.join(path, entry)) : fs.lstat(posix.join(path, entry));
    const shown = name === "" ? entry : `${name.replace(/\/+$/, "")}/${entry}`;
    if (info?.type === "directory") {
      if (!matchesAny(options.values("exclude-dir"), entry)) yield* below(process, shown, options);
    } else if (info?.type === "file") {
      const included = options.values("include");
      if (included.length > 0 && !matchesAny(included, entry)) continue;
      if (!matchesAny(options.values("exclude"), entry)) yield shown;
    }
  }
}

export const grep: Program = native(
  SPEC,
  async (process, options) => {
    const operands = [...options.operands];
    const operand = options.has("e", "f") ? undefined : operands.shift();
    if (operand === undefined && !options.has("e", "f")) throw new UsageError("no pattern", 2);
    const number = (name: string): number => {
      const text = options.value(name) ?? options.value("C") ?? options.value("number") ?? "0";
      if (!/^\d+$/.test(text)) throw new UsageError(`${text}: invalid context length argument`, 2);
      return Number(text);
    };
    const isDeep = options.has("r", "R");
    const isFolder = (name: string): boolean =>
      name !== "-" && process.system.fs.stat(pathOf(process, name || "."))?.type === "directory";
    const isWide = isDeep && (operands.length === 0 || operands.some(isFolder));
    const limit = options.value("m");
    const pattern = await patternOf(process, options, operand);
    if (!pattern) return 2;
    const search: Search = {
      pattern,
      options,
      isNamed: options.last("H", "h") === undefined ? operands.length > 1 || isWide : options.last("H", "h") === "H",
      before: number("B"),
      after: number("A"),
      limit: options.has("q", "l", "L") ? 1 : limit === undefined ? Infinity : Number(limit),
    };
    let [found, failed] = [false, false];
    const visit = async (name: string): Promise<void> => {
      try {
        const fd = name === "-" ? 0 : openAs(process, name, "r");
        const isMatch = (await searchFile(process, fd, name === "-" ? "(standard input)" : name, search)) > 0;
        found ||= isMatch;
        if (fd !== 0) close(process, fd);
      } catch (error) {
        if (process.killed.aborted) throw error;
        failed = true;
        if (!options.has("s")) await complain(process, `${name}: ${errorText(error)}`);
      }
    };
    for (const name of operands.length > 0 ? operands : [isDeep ? "" : "-"]) {
      if (isDeep && isFolder(name)) for (const file of below(process, name, options)) await visit(file);
      else await visit(name);
      if (found && options.has("q")) return 0;
    }
    return failed ? 2 : found ? 0 : 1;
  },
  2,
);
