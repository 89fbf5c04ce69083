import { compareNumbers } from "./compare-numbers.js";
import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { testFile, testFiles, testVariable } from "./file-tests.js";

const BINARY = /^(?:=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;
const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;

/** `test` and `[`. @throws CommandError with code 2 if it is no expression */
export function test(shell: Shell, args: readonly string[], name: string): number {
  if (name === "[") {
    if (args.at(-1) !== "]") throw new CommandError("[: missing `]'", 2);
    return new Expression(shell, args.slice(0, -1), name).result() ? 0 : 1;
  }
  return new Expression(shell, args, name).result() ? 0 : 1;
}

class Expression {
  readonly #shell: Shell;
  readonly #args: readonly string[];
  readonly #name: string;
  #at = 0;

  constructor(shell: Shell, args: readonly string[], name: string) {
    this.#shell = shell;
    this.#args = args;
    this.#name = name;
  }

  result(): boolean {
    const simple = this.#simple(this.#args);
    if (simple !== undefined) return simple;
    const value = this.#or();
    if (this.#at < this.#args.length) throw this.#error("too many arguments");
    return value;
  }

  /** What up to four arguments mean by their count alone; `undefined`: an expression. */
  #simple(args: readonly string[]): boolean | undefined {
    const [first = "", second = "", third = ""] = args;
    switch (args.length) {
      case 0:
        return false;
      case 1:
        return first !== "";
      case 2:
        if (first === "!") return second === "";
        if (!UNARY.test(first)) throw this.#error(`${first}: unary operator expected`);
        return this.#unary(first, second);
      case 3:
        if (BINARY.test(second)) return this.#binary(first, second, third);
        if (second === "-a") return first !== "" && third !== "";
        if (second === "-o") return first !== "" || third !== "";
        if (first === "!") return !this.#simple(args.slice(1));
        if (first === "(" && third === ")") return second !== "";
        throw this.#error(`${second}: binary operator expected`);
      case 4:
        if (first === "!") return !this.#simple(args.slice(1));
        if (first === "(" && args[3] === ")") return this.#simple(args.slice(1, 3));
        return undefined;
      default:
        return undefined;
    }
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#args[this.#at] === "-o") {
      this.#at++;
      const right = this.#and();
      value ||= right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#args[this.#at] === "-a") {
      this.#at++;
      const right = this.#not();
      value &&= right;
    }
    return value;
  }

  #not(): boolean {
    const [first, second, third] = this.#args.slice(this.#at);
    if (first === undefined) throw this.#error("argument expected");
    if (second !== undefined && third !== undefined && BINARY.test(second)) {
      this.#at += 3;
      return this.#binary(first, second, third);
    }
    if (first === "!") {
      this.#at++;
      return !this.#not();
    }
    if (first === "(") {
      this.#at++;
      const value = this.#or();
      if (this.#args[this.#at] !== ")") throw this.#error("`)' expected");
      this.#at++;
      return value;
    }
    if (UNARY.test(first) && second !== undefined) {
      this.#at += 2;
      return this.#unary(first, second);
    }
    this.#at++;
    return first !== "";
  }

  #unary(operator: string, operand: string): boolean {
    if (operator === "-n") return operand !== "";
    if (operator === "-z") return operand === "";
    if (operator === "-o") return this.#shell.options.has(operand);
    if (operator === "-v") return testVariable(this.#shell, operand);
    if (operator === "-R") return this.#shell.variables.findOwn(operand)?.reference ?? false;
    if (operator === "-t") this.#number(operand);
    return testFile(this.#shell, operator, operand);
  }

  #binary(left: string, operator: string, right: string): boolean {
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
      case "-nt":
      case "-ot":
      case "-ef":
        return testFiles(this.#shell, operator, left, right);
      default:
        return compareNumbers(operator, this.#number(left), this.#number(right));
    }
  }

  #number(text: string): bigint {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw this.#error(`${text}: integer expression expected`);
    return BigInt(text.trim().replace(/^\+/, ""));
  }

  #error(message: string): CommandError {
    return new CommandError(`${this.#name}: ${message}`, 2);
  }
}
