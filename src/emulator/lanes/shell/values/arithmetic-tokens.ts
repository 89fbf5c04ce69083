/** An expression that cannot be evaluated, with bash's words. */
export class ArithmeticError extends Error {
  override readonly name = "ArithmeticError";

  constructor(expression: string, message: string, token: string) {
    super(`${expression.trimStart()}: ${message} (error token is "${token}")`);
  }
}

const TOKEN =
  /\s*(?:(\d+#[0-9A-Za-z@_]*|0[xX][0-9A-Za-z]*|\d[0-9A-Za-z_]*)|([A-Za-z_][A-Za-z_0-9]*)|(<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|[-+*/%&|^<>=!]=|[-+*/%&|^<>=!~?:,()]))/y;

/** Goes through an expression token by token. */
export class ArithmeticTokens {
  readonly #text: string;
  #start = 0;
  #end = 0;
  #lastOperand = 0;
  #subscript: string | undefined;
  current: string | undefined;

  constructor(text: string) {
    this.#text = text;
    this.advance();
  }

  advance(): void {
    if (this.current !== undefined && /^[A-Za-z_0-9(]/.test(this.current)) this.#lastOperand = this.#start;
    TOKEN.lastIndex = this.#end;
    const found = TOKEN.exec(this.#text);
    this.#subscript = undefined;
    if (!found) {
      const rest = this.#text.slice(this.#end);
      this.#start = this.#end + (rest.length - rest.trimStart().length);
      this.current = rest.trim() === "" ? undefined : rest.trimStart();
      return;
    }
    this.current = found[1] ?? found[2] ?? found[3];
    this.#end = TOKEN.lastIndex;
    this.#start = this.#end - (this.current?.length ?? 0);
    if (found[2] !== undefined && this.#text[this.#end] === "[") this.#readSubscript();
  }

  /** Takes it if it is what stands here. */
  take(token: string): boolean {
    if (this.current !== token) return false;
    this.advance();
    return true;
  }

  /** Of the name that stands here. */
  subscript(): string | undefined {
    return this.#subscript;
  }

  /** @param token begins with a digit */
  number(token: string): bigint {
    const [, base, digits = ""] = /^(\d+)#(.*)$/s.exec(token) ?? [];
    if (base !== undefined) return this.#based(Number(base), digits);
    if (/^0[xX]/.test(token)) return this.#based(16, token.slice(2));
    return /^0\d/.test(token) ? this.#based(8, token.slice(1)) : this.#based(10, token);
  }

  error(message: string): ArithmeticError {
    const begin = this.current === undefined ? this.#lastToken() : this.#start;
    return new ArithmeticError(this.#text, message, this.#text.slice(begin));
  }

  /** What is wrong is the operand that was read last. */
  lastOperandError(message: string): ArithmeticError {
    return new ArithmeticError(this.#text, message, this.#text.slice(this.#lastOperand));
  }

  #lastToken(): number {
    const found = /(?:[A-Za-z_0-9]+|[^\sA-Za-z_0-9]+)\s*$/.exec(this.#text);
    return found ? found.index : this.#text.length;
  }

  #based(base: number, digits: string): bigint {
    if (base < 2 || base > 64) throw this.error("invalid arithmetic base");
    let value = 0n;
    for (const digit of digits) {
      const number = digitValue(digit, base);
      if (number === undefined || number >= base) throw this.error("value too great for base");
      value = BigInt.asIntN(64, value * BigInt(base) + BigInt(number));
    }
    return value;
  }

  #readSubscript(): void {
    let depth = 0;
    for (let index = this.#end; index < this.#text.length; index++) {
      if (this.#text[index] === "[") depth++;
      else if (this.#text[index] === "]" && --depth === 0) {
        this.#subscript = this.#text.slice(this.#end + 1, index);
        this.#end = index + 1;
        return;
      }
    }
  }
}

function digitValue(digit: string, base: number): number | undefined {
  if (/\d/.test(digit)) return Number(digit);
  if (/[a-z]/.test(digit)) return digit.charCodeAt(0) - 87;
  if (/[A-Z]/.test(digit)) return digit.charCodeAt(0) - (base <= 36 ? 55 : 29);
  if (digit === "@") return 62;
  return digit === "_" ? 63 : undefined;
}
