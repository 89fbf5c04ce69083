import { posix } from "node:path";
import type { OwnProcess } from "../processes/process.js";
import { encode } from "../processes/bytes.js";
import { UsageError } from "./parsed-options.js";
import { type Found, printed } from "./find-print.js";
import { globPattern } from "./glob-pattern.js";
import { attempt, openAs, pathOf } from "./native-command.js";
import { startChild } from "./process-commands.js";

/** Whether it is so of a file; some do something to it as well. */
export type Condition = (found: Found) => boolean | Promise<boolean>;

/** How a search goes on. */
export interface Course {
  minDepth: number;
  maxDepth: number;
  isDepthFirst: boolean;
  isOver: boolean;
  code: number;
  /** Something is done to what is found: it is not shown by itself. */
  acts: boolean;
  /** At the end, as `-exec … +` has it. */
  readonly last: (() => Promise<void>)[];
}

const DAY_MS = 86_400_000;
const SIZES: Readonly<Record<string, number>> = {
  "": 512,
  b: 512,
  c: 1,
  w: 2,
  k: 1_024,
  M: 1_048_576,
  G: 1_073_741_824,
};
const KINDS = { f: "file", d: "directory", l: "symlink", p: "other", c: "other", b: "other", s: "other" } as const;

/** Reads what `find` is to look for. */
export class FindExpression {
  readonly #process: OwnProcess;
  readonly #course: Course;
  readonly #words: string[];

  constructor(process: OwnProcess, words: readonly string[], course: Course) {
    this.#process = process;
    this.#words = [...words];
    this.#course = course;
  }

  /** @throws UsageError */
  parse(): Condition {
    if (this.#words.length === 0) return () => true;
    const condition = this.#or();
    if (this.#words.length > 0) throw new UsageError(`paths must precede expression: \`${this.#words[0]}'`);
    return condition;
  }

  #or(): Condition {
    let condition = this.#and();
    while (this.#accept("-o", "-or")) {
      const [left, right] = [condition, this.#and()];
      condition = async (found) => (await left(found)) || right(found);
    }
    return condition;
  }

  #and(): Condition {
    let condition = this.#not();
    for (;;) {
      const isJoined = this.#accept("-a", "-and");
      const [next] = this.#words;
      if (!isJoined && (next === undefined || [")", "-o", "-or", ","].includes(next))) return condition;
      const [left, right] = [condition, this.#not()];
      condition = async (found) => (await left(found)) && right(found);
    }
  }

  #not(): Condition {
    if (this.#accept("!", "-not")) {
      const condition = this.#not();
      return async (found) => !(await condition(found));
    }
    if (!this.#accept("(")) return this.#primary();
    const condition = this.#or();
    if (!this.#accept(")")) throw new UsageError("invalid expression; I was expecting to find a ')' somewhere");
    return condition;
  }

  #accept(...words: readonly string[]): boolean {
    if (!words.includes(this.#words[0] ?? "")) return false;
    this.#words.shift();
    return true;
  }

  #value(name: string): string {
    const value = this.#words.shift();
    if (value === undefined) throw new UsageError(`missing argument to \`${name}'`);
    return value;
  }

  #number(name: string): (value: number) => boolean {
    const text = this.#value(name);
    const [, sign, digits] = /^([-+]?)(\d+)$/.exec(text) ?? [];
    if (digits === undefined) throw new UsageError(`invalid argument \`${text}' to \`${name}'`);
    return compared(sign, Number(digits));
  }

  #primary(): Condition {
    const name = this.#words.shift() ?? "";
    const course = this.#course;
    const now = this.#process.system.now();
    switch (name) {
      case "-name":
      case "-iname": {
        const pattern = globPattern(this.#value(name), name === "-iname");
        return (found) => pattern.test(posix.basename(found.name) || "/");
      }
      case "-path":
      case "-wholename":
      case "-ipath": {
        const pattern = globPattern(this.#value(name), name === "-ipath");
        return (found) => pattern.test(found.name);
      }
      case "-regex":
      case "-iregex": {
        const pattern = new RegExp(`^(?:${this.#value(name)})$`, name === "-iregex" ? "i" : "");
        return (found) => pattern.test(found.name);
      }
      case "-type": {
        const kinds = this.#value(name)
          .split(",")
          .map((letter) => KINDS[letter as keyof typeof KINDS]);
        return ({ info }) => kinds.includes(info.type);
      }
      case "-maxdepth":
      case "-mindepth":
        course[name === "-maxdepth" ? "maxDepth" : "minDepth"] = Number(this.#value(name));
        return () => true;
      case "-depth":
        course.isDepthFirst = true;
        return () => true;
      case "-mount":
      case "-xdev":
      case "-noleaf":
      case "-follow":
      case "-daystart":
      case "-true":
        return () => true;
      case "-false":
        return () => false;
      case "-empty":
        return ({ info, path }) =>
          info.type === "directory"
            ? this.#process.system.fs.readdir(path).length === 0
            : info.type === "file" && info.size === 0;
      case "-size": {
        const text = this.#value(name);
        const [, sign, digits, unit = ""] = /^([-+]?)(\d+)([bcwkMG]?)$/.exec(text) ?? [];
        if (digits === undefined) throw new UsageError(`invalid argument \`${text}' to \`-size'`);
        const holds = compared(sign, Number(digits));
        return ({ info }) => holds(Math.ceil(info.size / (SIZES[unit] ?? 512)));
      }
      case "-mtime":
      case "-ctime":
      case "-atime":
      case "-mmin":
      case "-cmin":
      case "-amin": {
        const holds = this.#number(name);
        const isDays = name.endsWith("time");
        return ({ info }) => {
          const age = (now - info.mtimeMs) / (isDays ? DAY_MS : 60_000);
          return holds(isDays ? Math.floor(age) : Math.ceil(age));
        };
      }
      case "-newer":
      case "-anewer":
      case "-cnewer": {
        const other = this.#process.system.fs.stat(pathOf(this.#process, this.#value(name)));
        return ({ info }) => info.mtimeMs > (other?.mtimeMs ?? Infinity);
      }
      case "-perm": {
        const text = this.#value(name);
        const mode = Number.parseInt(text.replace(/^[-/]/, ""), 8);
        if (Number.isNaN(mode)) throw new UsageError(`invalid mode \`${text}'`);
        if (text.startsWith("-")) return ({ info }) => (info.mode & mode) === mode;
        if (text.startsWith("/")) return ({ info }) => (info.mode & mode) !== 0 || mode === 0;
        return ({ info }) => (info.mode & 0o7777) === mode;
      }
      case "-executable":
        return ({ info }) => info.type === "directory" || (info.mode & 0o111) !== 0;
      case "-readable":
      case "-writable":
        return () => true;
      case "-user":
      case "-group": {
        const isRoot = ["root", "0"].includes(this.#value(name));
        return () => isRoot;
      }
      case "-prune":
        return (found) => (found.isPruned = true);
      default:
        return this.#action(name);
    }
  }

  #action(name: string): Condition {
    const course = this.#course;
    course.acts = true;
    const process = this.#process;
    switch (name) {
      case "-print":
      case "-print0":
        return async (found) => (await process.write(1, `${found.name}${name === "-print" ? "\n" : "\0"}`), true);
      case "-printf": {
        const format = this.#value(name);
        return async (found) => (await process.write(1, printed(format, found)), true);
      }
      case "-fprint": {
        const fd = openAs(process, this.#value(name), "w");
        return async (found) => (await process.write(fd, encode(`${found.name}\n`)), true);
      }
      case "-quit":
        return () => (course.isOver = true);
      case "-delete":
        course.isDepthFirst = true;
        return async ({ name: shown, path, info }) => {
          const done = await attempt(process, `cannot delete '${shown}'`, () => {
            if (info.type === "directory") process.system.fs.rmdir(path);
            else process.system.fs.rm(path);
            return true;
          });
          if (done !== true) course.code = 1;
          return done === true;
        };
      case "-exec":
      case "-execdir":
      case "-ok":
        return this.#execution(name);
      default:
        throw new UsageError(`unknown predicate \`${name}'`);
    }
  }

  #execution(name: string): Condition {
    const end = this.#words.findIndex(
      (word, index) => word === ";" || (word === "+" && this.#words[index - 1] === "{}"),
    );
    if (end <= 0) throw new UsageError(`missing argument to \`${name}'`);
    const isMany = this.#words[end] === "+";
    const command = this.#words.splice(0, end + 1).slice(0, isMany ? -2 : -1);
    const run = async (argv: readonly string[], cwd: string): Promise<boolean> => {
      const child = await startChild(this.#process, argv, { cwd, missing: `‘${argv[0]}’` });
      return typeof child !== "number" && (await child.ended).code === 0;
    };
    if (!isMany)
      return (found) => {
        const isInside = name === "-execdir";
        const shown = isInside ? `./${posix.basename(found.path)}` : found.name;
        const cwd = isInside ? posix.dirname(found.path) : this.#process.cwd;
        return run(
          command.map((word) => word.replaceAll("{}", shown)),
          cwd,
        );
      };
    const names: string[] = [];
    this.#course.last.push(async () => {
      if (names.length > 0 && !(await run([...command, ...names], this.#process.cwd))) this.#course.code = 1;
    });
    return (found) => names.push(found.name) > 0;
  }
}

function compared(sign: string | undefined, wanted: number): (value: number) => boolean {
  if (sign === "+") return (value) => value > wanted;
  return sign === "-" ? (value) => value < wanted : (value) => value === wanted;
}
