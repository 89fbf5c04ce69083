import { isFileFor } from "../processes/file-test.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { complain, pathOf } from "./native-command.js";

class TestError extends Error {}

const UNARY = new Set([
  "-b",
  "-c",
  "-d",
  "-e",
  "-f",
  "-g",
  "-h",
  "-k",
  "-L",
  "-n",
  "-p",
  "-r",
  "-s",
  "-S",
  "-t",
  "-u",
  "-w",
  "-x",
  "-z",
  "-O",
  "-G",
  "-N",
]);
const BINARY = new Set(["=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"]);

/** Whether a condition of `test` holds. @throws Error with what cannot be read */
export function testCondition(process: OwnProcess, args: readonly string[]): boolean {
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return args[0] !== "";
    case 2:
      if (args[0] === "!") return args[1] === "";
      if (UNARY.has(args[0] ?? "")) return unary(process, args[0] ?? "", args[1] ?? "");
      throw new TestError(`${args[0]}: unary operator expected`);
    case 3:
      if (BINARY.has(args[1] ?? "")) return binary(process, args[0] ?? "", args[1] ?? "", args[2] ?? "");
      if (args[1] === "-a") return args[0] !== "" && args[2] !== "";
      if (args[1] === "-o") return args[0] !== "" || args[2] !== "";
      if (args[0] === "!") return !testCondition(process, args.slice(1));
      if (args[0] === "(" && args[2] === ")") return args[1] !== "";
      throw new TestError(`${args[1]}: binary operator expected`);
    case 4:
      if (args[0] === "!") return !testCondition(process, args.slice(1));
  }
  const parser = new Parser(process, args);
  const holds = parser.or();
  if (!parser.isDone) throw new TestError("too many arguments");
  return holds;
}

/** Conditions with `-a`, `-o` and parentheses. */
class Parser {
  readonly #process: OwnProcess;
  readonly #args: readonly string[];
  #at = 0;

  constructor(process: OwnProcess, args: readonly string[]) {
    this.#process = process;
    this.#args = args;
  }

  get isDone(): boolean {
    return this.#at >= this.#args.length;
  }

  or(): boolean {
    let holds = this.#and();
    while (this.#accept("-o")) holds = this.#and() || holds;
    return holds;
  }

  #and(): boolean {
    let holds = this.#not();
    while (this.#accept("-a")) holds = this.#not() && holds;
    return holds;
  }

  #not(): boolean {
    if (this.#accept("!")) return !this.#not();
    const [first = "", second = "", third] = this.#args.slice(this.#at);
    if (this.isDone) throw new TestError("argument expected");
    if (third !== undefined && BINARY.has(second)) {
      this.#at += 3;
      return binary(this.#process, first, second, third);
    }
    if (this.#accept("(")) {
      const holds = this.or();
      if (!this.#accept(")")) throw new TestError("')' expected");
      return holds;
    }
    if (UNARY.has(first) && this.#at + 1 < this.#args.length) {
      this.#at += 2;
      return unary(this.#process, first, second);
    }
    this.#at++;
    return first !== "";
  }

  #accept(word: string): boolean {
    if (this.#args[this.#at] !== word) return false;
    this.#at++;
    return true;
  }
}

function unary(process: OwnProcess, operator: string, operand: string): boolean {
  if (operator === "-n") return operand !== "";
  if (operator === "-z") return operand === "";
  if (operator === "-t") return process.files.get(integer(operand))?.isTerminal === true;
  if (operand === "") return false;
  const { fs } = process.system;
  const path = pathOf(process, operand);
  const info = operator === "-h" || operator === "-L" ? fs.lstat(path) : fs.stat(path);
  return info !== undefined && isFileFor(operator, path, info);
}

function binary(process: OwnProcess, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case "=":
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case ">":
      return left > right;
    case "-eq":
      return integer(left) === integer(right);
    case "-ne":
      return integer(left) !== integer(right);
    case "-lt":
      return integer(left) < integer(right);
    case "-le":
      return integer(left) <= integer(right);
    case "-gt":
      return integer(left) > integer(right);
    case "-ge":
      return integer(left) >= integer(right);
  }
  const [one, other] = [left, right].map((name) =>
    name === "" ? undefined : process.system.fs.stat(pathOf(process, name)),
  );
  if (operator === "-ef") return one !== undefined && one.ino === other?.ino;
  const [time, otherTime] = [one?.mtimeMs ?? -Infinity, other?.mtimeMs ?? -Infinity];
  return operator === "-nt" ? time > otherTime : time < otherTime;
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`${text}: integer expression expected`);
  return Number(text);
}

/** As `test`, or as `[` with its `]`. */
export const test: Program = async (process) => {
  const args = process.argv.slice(1);
  try {
    if ((process.argv[0] ?? "").endsWith("[") && args.pop() !== "]") throw new TestError("missing ‘]’");
    return testCondition(process, args) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    await complain(process, error.message);
    return 2;
  }
};
