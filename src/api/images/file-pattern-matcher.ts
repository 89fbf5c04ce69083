import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { InvalidError } from "../../contract/errors.js";
import { compilePattern } from "./compile-pattern.js";
import type { FilePatternDefinition } from "../../contract/image-definition.js";

interface Rule {
  readonly negated: boolean;
  readonly test: (path: string) => boolean;
}

/**
 * Tells which paths some patterns in the manner of a `.dockerignore` file match. A later pattern with `!` takes paths
 * back, even below a matched directory. Patterns are read on first use, which throws `InvalidError` for a bad one.
 * Modal: docs/modal/file-patterns.md.
 * @example new FilePatternMatcher("docs", "!docs/README.md").matches("docs/guide.md") // true
 */
export class FilePatternMatcher {
  readonly definition: FilePatternDefinition;
  #rules: readonly Rule[] | undefined;

  constructor(...patterns: readonly string[] | [readonly string[]]) {
    const list: readonly unknown[] = patterns.flat();
    const strings = list.filter((pattern) => typeof pattern === "string");
    if (strings.length < list.length)
      throw new InvalidError("FilePatternMatcher takes strings, or one list of strings.");
    this.definition = { kind: "patterns", patterns: strings, inverted: false };
  }

  /**
   * A matcher of the patterns in a file, one a line; the file is read on first use. A line that begins with `#` is a
   * pattern too.
   */
  static fromFile(path: string): FilePatternMatcher {
    return FilePatternMatcher.fromDefinition({ kind: "patternFile", path, inverted: false });
  }

  /** @internal */
  static fromDefinition(definition: FilePatternDefinition): FilePatternMatcher {
    return Object.assign(new FilePatternMatcher(), { definition });
  }

  /** Whether the patterns match a path; that of the root, `"."`, is never matched. */
  matches(path: string): boolean {
    this.#rules ??= this.#patterns().flatMap(parseRule);
    return matchesRules(this.#rules, path) !== this.definition.inverted;
  }

  /** A matcher of all other paths. */
  invert(): FilePatternMatcher {
    return FilePatternMatcher.fromDefinition({ ...this.definition, inverted: !this.definition.inverted });
  }

  /** Whether no path below a matched directory can be unmatched, so that a walk need not go there. */
  canPruneDirectories(): boolean {
    return !this.definition.inverted && !this.#patterns().some((pattern) => clean(pattern).startsWith("!"));
  }

  #patterns(): readonly string[] {
    const { definition } = this;
    if (definition.kind === "patterns") return definition.patterns;
    return readFileSync(definition.path, "utf8").split(/\r?\n/);
  }
}

refuseAssignments(FilePatternMatcher, "What it is made of is given to `new FilePatternMatcher`.");

/** Matches every file but those of Python source. Modal: docs/modal/file-patterns.md#the-matcher. */
export const NON_PYTHON_FILES: FilePatternMatcher = new FilePatternMatcher("**/*.py").invert();

function parseRule(pattern: string): Rule[] {
  const text = clean(pattern);
  if (text === "") return [];
  if (text === "!") throw new InvalidError('Illegal exclusion pattern "!": a path must follow the exclamation mark.');
  const negated = text.startsWith("!");
  return [{ negated, test: compilePattern(negated ? text.slice(1) : text) }];
}

function clean(pattern: string): string {
  const text = pattern.trim().replaceAll(/^\/+|\/+$/g, "");
  return text === "" ? "" : posix.normalize(text);
}

function matchesRules(rules: readonly Rule[], given: string): boolean {
  const path = normalPath(given);
  if (path === "") return false;
  const prefixes = [path, ...parentsOf(path)];
  let matched = false;
  for (const { negated, test } of rules) {
    if (negated === matched && prefixes.some((prefix) => test(prefix))) matched = !negated;
  }
  return matched;
}

/**
 * The path without `.` segments and needless slashes; `..` stays, as in Python's `pathlib`. The root of a walk is `""`.
 */
function normalPath(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  return (path.startsWith("/") ? "/" : "") + segments.join("/");
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1))
    parents.push(path.slice(0, slash));
  return parents;
}
