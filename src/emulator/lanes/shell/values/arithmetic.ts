import { ArithmeticError, ArithmeticTokens } from "./arithmetic-tokens.js";

/** The variables of arithmetic. */
export interface ArithmeticVariables {
  /** Its text; `undefined` where nothing is set. */
  get(name: string, subscript: string | undefined): string | undefined;
  set(name: string, subscript: string | undefined, value: string): void;
}

interface Place {
  readonly name: string;
  readonly subscript: string | undefined;
}

/** A value, and where it stands if something can be assigned to it. */
interface Operand {
  readonly value: bigint;
  readonly place: Place | undefined;
}

const RANKS: ReadonlyMap<string, number> = new Map([
  ["||", 3],
  ["&&", 4],
  ["|", 5],
  ["^", 6],
  ["&", 7],
  ["==", 8],
  ["!=", 8],
  ["<", 9],
  [">", 9],
  ["<=", 9],
  [">=", 9],
  ["<<", 10],
  [">>", 10],
  ["+", 11],
  ["-", 11],
  ["*", 12],
  ["/", 12],
  ["%", 12],
  ["**", 13],
]);
const ASSIGNMENTS = new Set(["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="]);
/** Variables whose values name each other. */
const DEPTH = 1024;

/**
 * Evaluates an expression of `$(( ))`, in which everything with a dollar has been replaced. 64 bits, which wrap.
 * @throws ArithmeticError with bash's words, without the shell's name
 */
export function evaluateArithmetic(text: string, variables: ArithmeticVariables, depth = 0): bigint {
  if (depth > DEPTH) throw new ArithmeticError(text, "expression recursion level exceeded", text);
  if (/^\s*\d{1,15}\s*$/.test(text) && !/^\s*0\d/.test(text)) return BigInt(text);
  return new Evaluation(text, variables, depth).result();
}

class Evaluation {
  readonly #tokens: ArithmeticTokens;
  readonly #variables: ArithmeticVariables;
  readonly #depth: number;
  /** What is looked at is not what counts, as after `0 &&`. */
  #skipped = 0;

  constructor(text: string, variables: ArithmeticVariables, depth: number) {
    this.#tokens = new ArithmeticTokens(text);
    this.#variables = variables;
    this.#depth = depth;
  }

  result(): bigint {
    if (this.#tokens.current === undefined) return 0n;
    const value = this.#list();
    if (this.#tokens.current !== undefined) {
      throw this.#tokens.error(
        /^[A-Za-z_0-9]/.test(this.#tokens.current)
          ? "syntax error in expression"
          : "syntax error: invalid arithmetic operator",
      );
    }
    return value;
  }

  #list(): bigint {
    let value = this.#ternary().value;
    while (this.#tokens.take(",")) value = this.#ternary().value;
    return value;
  }

  #ternary(): Operand {
    const condition = this.#binary(3);
    const operator = this.#tokens.current;
    if (operator !== undefined && ASSIGNMENTS.has(operator)) return this.#assignment(condition, operator);
    if (!this.#tokens.take("?")) return condition;
    const chosen = condition.value !== 0n;
    const first = this.#skipping(!chosen, () => this.#list());
    if (!this.#tokens.take(":")) throw this.#tokens.error("`:' expected for conditional expression");
    const second = this.#skipping(chosen, () => this.#ternary().value);
    return { value: chosen ? first : second, place: undefined };
  }

  #assignment(target: Operand, operator: string): Operand {
    if (!target.place) throw this.#tokens.error("attempted assignment to non-variable");
    this.#tokens.advance();
    const right = this.#ternary().value;
    const value = operator === "=" ? right : this.#operate(operator.slice(0, -1), target.value, right);
    this.#assign(target.place, value);
    return { value, place: undefined };
  }

  #binary(least: number): Operand {
    let left = this.#unary();
    for (;;) {
      const operator = this.#tokens.current;
      const rank = operator === undefined ? undefined : RANKS.get(operator);
      if (operator === undefined || rank === undefined || rank < least) return left;
      this.#tokens.advance();
      if (operator === "&&" || operator === "||") {
        const decided = operator === "&&" ? left.value === 0n : left.value !== 0n;
        const right = this.#skipping(decided, () => this.#binary(rank + 1).value);
        const value = operator === "&&" ? left.value !== 0n && right !== 0n : left.value !== 0n || right !== 0n;
        left = { value: value ? 1n : 0n, place: undefined };
      } else {
        const right = this.#binary(operator === "**" ? rank : rank + 1).value;
        left = { value: this.#operate(operator, left.value, right), place: undefined };
      }
    }
  }

  #unary(): Operand {
    const operator = this.#tokens.current;
    switch (operator) {
      case "++":
      case "--": {
        this.#tokens.advance();
        const { value, place } = this.#unary();
        const next = operator === "++" ? value + 1n : value - 1n;
        if (place) this.#assign(place, next);
        return { value: place ? next : value, place: undefined };
      }
      case "+":
      case "-":
      case "!":
      case "~": {
        this.#tokens.advance();
        const { value } = this.#unary();
        if (operator === "!") return { value: value === 0n ? 1n : 0n, place: undefined };
        if (operator === "~") return { value: ~value, place: undefined };
        return { value: operator === "-" ? wrap(-value) : value, place: undefined };
      }
      default:
        return this.#postfix();
    }
  }

  #postfix(): Operand {
    const operand = this.#primary();
    const operator = this.#tokens.current;
    if (operand.place && (operator === "++" || operator === "--")) {
      this.#tokens.advance();
      this.#assign(operand.place, operator === "++" ? operand.value + 1n : operand.value - 1n);
      return { value: operand.value, place: undefined };
    }
    return operand;
  }

  #primary(): Operand {
    const token = this.#tokens.current;
    if (token === undefined) throw this.#tokens.error("syntax error: operand expected");
    if (this.#tokens.take("(")) {
      const value = this.#list();
      if (!this.#tokens.take(")")) throw this.#tokens.error("missing `)'");
      return { value, place: undefined };
    }
    if (/^\d/.test(token)) {
      const value = this.#tokens.number(token);
      this.#tokens.advance();
      return { value, place: undefined };
    }
    if (/^[A-Za-z_]/.test(token)) {
      const place = { name: token, subscript: this.#tokens.subscript() };
      this.#tokens.advance();
      return { value: this.#valueOf(place), place };
    }
    throw this.#tokens.error("syntax error: operand expected");
  }

  #valueOf({ name, subscript }: Place): bigint {
    if (this.#skipped > 0) return 0n;
    const text = this.#variables.get(name, subscript) ?? "";
    return text === "" ? 0n : evaluateArithmetic(text, this.#variables, this.#depth + 1);
  }

  #assign({ name, subscript }: Place, value: bigint): void {
    if (this.#skipped === 0) this.#variables.set(name, subscript, String(wrap(value)));
  }

  #skipping(skip: boolean, evaluate: () => bigint): bigint {
    if (skip) this.#skipped++;
    try {
      return evaluate();
    } finally {
      if (skip) this.#skipped--;
    }
  }

  #operate(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case "+":
        return wrap(left + right);
      case "-":
        return wrap(left - right);
      case "*":
        return wrap(left * right);
      case "/":
      case "%":
        if (right === 0n) {
          if (this.#skipped > 0) return 0n;
          throw this.#tokens.lastOperandError("division by 0");
        }
        return wrap(operator === "/" ? left / right : left % right);
      case "**":
        if (right < 0n) throw this.#tokens.lastOperandError("exponent less than 0");
        return power(left, right);
      case "<<":
        return wrap(left << (right & 63n));
      case ">>":
        return left >> (right & 63n);
      case "&":
        return left & right;
      case "|":
        return left | right;
      case "^":
        return left ^ right;
      default:
        return compare(operator, left, right) ? 1n : 0n;
    }
  }
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, factor] = [1n, base];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = wrap(result * factor);
    factor = wrap(factor * factor);
  }
  return result;
}

function compare(operator: string, left: bigint, right: bigint): boolean {
  if (operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  if (operator === "<") return left < right;
  if (operator === ">") return left > right;
  return operator === "<=" ? left <= right : left >= right;
}
