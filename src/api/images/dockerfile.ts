import { posix } from "node:path";
import { InvalidError } from "../../contract/errors.js";
import { STANDARD_PATH } from "../../contract/image-definition.js";

/** A `COPY` from the context. */
export interface DockerCopy {
  readonly sources: readonly string[];
  /** Absolute, or relative to the working directory of the image below. */
  readonly target: string;
  /** Whether the target is a directory, whatever is copied. */
  readonly isDirectory: boolean;
}

/** What lines of a Dockerfile say, as far as it acts. */
export interface Dockerfile {
  /** Also of stages before the last. */
  readonly copies: readonly (DockerCopy & { readonly isLast: boolean })[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string | undefined;
}

/** What a base image is taken to have set. */
const BASE: Readonly<Record<string, string>> = { PATH: STANDARD_PATH, HOME: "/root" };

/** Flags of `COPY` that say nothing of what is copied. */
const HARMLESS = /^--(?:chmod|chown)=|^--link(?:=|$)/;

/**
 * Reads lines of a Dockerfile: `COPY`, `ENV`, `ARG` and `WORKDIR`, stage by stage.
 * @param what whose lines they are, for errors
 * @param known variables of the image below, and arguments of the build, which win over defaults of `ARG`
 * @throws InvalidError for a `COPY` with another flag, or with a variable in a source
 */
export function readDockerfile(
  what: string,
  text: string,
  known: { readonly env: Readonly<Record<string, string>>; readonly args: Readonly<Record<string, string>> },
): Dockerfile {
  const copies: (DockerCopy & { stage: number })[] = [];
  let stage = 0;
  let env: Record<string, string> = {};
  let args: Record<string, string> = {};
  let workdir: string | undefined;
  const filled = (value: string): string => substitute(value, { ...BASE, ...known.env, ...args, ...env });
  for (const [instruction, rest] of instructionsOf(text)) {
    if (instruction === "FROM") {
      stage++;
      [env, args, workdir] = [{}, {}, undefined];
    } else if (instruction === "ARG") {
      for (const [name, value] of pairsOf(rest)) args[name] = known.args[name] ?? filled(value);
    } else if (instruction === "ENV") {
      const set = pairsOf(rest).map(([name, value]) => [name, filled(value)]);
      Object.assign(env, Object.fromEntries(set));
    } else if (instruction === "WORKDIR") workdir = below(workdir, filled(unquoted(rest)));
    else if (instruction === "COPY") {
      const copy = copyOf(what, rest, filled);
      if (copy) copies.push({ ...copy, target: below(workdir, copy.target), stage });
    }
  }
  return { copies: copies.map(({ stage: at, ...copy }) => ({ ...copy, isLast: at === stage })), env, workdir };
}

/** Each with what follows, continued lines joined, comments and here-documents left out. */
function* instructionsOf(text: string): Generator<readonly [instruction: string, rest: string]> {
  let statement = "";
  let until: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (until !== undefined) {
      if (line.trim() === until) until = undefined;
      continue;
    }
    if (line.trimStart().startsWith("#")) continue;
    statement += line.replace(/\\\s*$/, " ");
    if (/\\\s*$/.test(line)) continue;
    const [, instruction = "", rest = ""] = /^\s*(\w+)\s+([^]*)$/.exec(statement) ?? [];
    statement = "";
    until = /<<-?(["']?)(\w+)\1/.exec(rest)?.[2];
    yield [instruction.toUpperCase(), rest.trim()];
  }
}

function copyOf(what: string, rest: string, filled: (value: string) => string): DockerCopy | undefined {
  const [, flags = "", paths = ""] = /^((?:--\S+\s+)*)([^]*)$/.exec(rest) ?? [];
  const given = flags.split(/\s+/).filter((flag) => flag !== "");
  if (given.some((flag) => flag.startsWith("--from="))) return undefined;
  const unknown = given.find((flag) => !HARMLESS.test(flag));
  if (unknown !== undefined)
    throw new InvalidError(`${what}: \`COPY ${rest}\` has the flag ${unknown}, which is not supported.`);
  const words = wordsOf(paths);
  const target = words.pop();
  if (target === undefined || words.length === 0)
    throw new InvalidError(`${what}: \`COPY ${rest}\` needs a source and a target.`);
  const variable = words.find((word) => word.includes("$"));
  if (variable !== undefined)
    throw new InvalidError(
      `${what}: \`COPY ${rest}\` has a variable in its source ${variable}, which is not supported.`,
    );
  const isDirectory = words.length > 1 || /(?:^|\/)\.{0,2}$/.test(target);
  return { sources: words.filter((word) => !word.startsWith("<<")), target: filled(target), isDirectory };
}

/** In JSON, or apart by spaces. */
function wordsOf(text: string): string[] {
  if (text.startsWith("["))
    try {
      const words: unknown = JSON.parse(text);
      if (Array.isArray(words) && words.every((word) => typeof word === "string")) return words;
    } catch {
      // it is no JSON, but a pattern
    }
  return text.split(/\s+/).filter((word) => word !== "");
}

/** `NAME=value …`, `NAME` alone, or `NAME value`. */
function pairsOf(text: string): (readonly [name: string, value: string])[] {
  const old = /^([\w.-]+)\s+([^=][^]*)$/.exec(text);
  if (old?.[1] !== undefined && !/^[\w.-]+=/.test(old[2] ?? "")) return [[old[1], old[2] ?? ""]];
  const pairs = text.matchAll(/([\w.-]+)(?:=((?:"(?:\\.|[^"])*"|'[^']*'|\\.|[^\s"'])*))?/gs);
  return Array.from(pairs, ([, name = "", value = ""]) => [name, unquoted(value)]);
}

function unquoted(text: string): string {
  return text.replaceAll(
    /"((?:\\.|[^"])*)"|'([^']*)'/gs,
    (_, double?: string, single?: string) => double ?? single ?? "",
  );
}

/** With the values of variables; those that nobody knows are empty. */
function substitute(text: string, values: Readonly<Record<string, string>>): string {
  const pattern = /\\(.)|\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})/g;
  return text.replaceAll(pattern, (_, escaped?: string, plain?: string, braced?: string, how?: string, other = "") => {
    if (escaped !== undefined) return escaped;
    const value = values[plain ?? braced ?? ""];
    if (how?.endsWith("-")) return value || other;
    if (how?.endsWith("+")) return value ? other : "";
    return value ?? "";
  });
}

/** A path as seen from a directory that may itself be relative. */
function below(directory: string | undefined, path: string): string {
  return path.startsWith("/") || directory === undefined ? posix.normalize(path) : posix.join(directory, path);
}
