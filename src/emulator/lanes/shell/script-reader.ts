import type { ScriptParser } from "./parsing/script-parser.js";
import type { StatementNode } from "./parsing/tree.js";
import { LineAbort, ShellSyntaxError } from "./values/control.js";

/** A statement that can run. */
export interface ReadStatement {
  readonly statement: StatementNode;
  /** Added to the lines of its commands. */
  readonly lineBase: number;
  /** The line where it begins, as far as is known. */
  readonly line: number;
  /** It is all that there is. */
  readonly last: boolean;
  /** What is to be told before. */
  readonly warning: string | undefined;
  /** The line that the warning is of. */
  readonly warningLine: number;
}

/** Lines of a text, each with its newline. */
export async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Gives the statements of a script: as a whole where it parses, else line by line until what is wrong. */
export class ScriptReader {
  readonly #parser: ScriptParser;
  readonly #lines: AsyncIterator<string>;
  readonly #ready: ReadStatement[] = [];
  /** Of the last line that was read. */
  #line = 0;
  #done = false;

  /** @param whole all of it, if it is known */
  constructor(parser: ScriptParser, lines: AsyncIterator<string>, whole?: string) {
    this.#parser = parser;
    this.#lines = lines;
    const parsed = whole === undefined ? undefined : parser.parse(whole);
    if (parsed?.kind !== "script") return;
    this.#done = true;
    this.#put(parsed.statements, 0, undefined);
  }

  /**
   * @returns `undefined` at the end
   * @throws ShellSyntaxError
   */
  async next(): Promise<ReadStatement | undefined> {
    while (this.#ready.length === 0 && !this.#done) await this.#readOne();
    return this.#ready.shift();
  }

  /** Leaves out the statements that begin on a line. */
  skipLine(line: number): void {
    while (this.#ready[0] && this.#ready[0].line <= line) this.#ready.shift();
  }

  /** Leaves out what was read and has not run. */
  reset(): void {
    this.#ready.length = 0;
  }

  async #readOne(): Promise<void> {
    const base = this.#line;
    let text = "";
    for (;;) {
      const next = await this.#lines.next();
      if (next.done) {
        this.#done = true;
        if (text !== "") this.#finish(text, base);
        return;
      }
      text += next.value;
      this.#line++;
      if (text.trim() === "") return;
      const parsed = this.#parser.parse(text);
      if (parsed.kind === "script") return this.#put(parsed.statements, base, undefined);
      if (parsed.kind === "error") throw this.#error(parsed.message, text, base, parsed.line);
    }
  }

  /** What is not complete at the end. */
  #finish(text: string, base: number): void {
    const parsed = this.#parser.parse(text);
    const lines = this.#line - base;
    if (parsed.kind === "script") return this.#put(parsed.statements, base, undefined);
    if (parsed.kind === "error") throw this.#error(parsed.message, text, base, parsed.line);
    if (parsed.statements) {
      const document = /<<-?\s*(['"\\]?)(\w+)\1/.exec(text);
      const warning = `warning: here-document at line ${base + 1} delimited by end-of-file (wanted \`${document?.[2]}')`;
      return this.#put(parsed.statements, base, warning);
    }
    const withoutNewline = text.replace(/\\\n?$/, "");
    if (withoutNewline !== text) {
      const rest = this.#parser.parse(withoutNewline);
      if (rest.kind === "script") return this.#put(rest.statements, base, undefined);
    }
    if (parsed.quote !== undefined) {
      const line = base + (parsed.quote === ")" && /\$\(/.test(text) ? lines + 1 : lineOfQuote(text, parsed.quote));
      throw new ShellSyntaxError(`unexpected EOF while looking for matching \`${parsed.quote}'`, line);
    }
    throw new ShellSyntaxError("syntax error: unexpected end of file", base + lines + 1);
  }

  #error(message: string, text: string, base: number, line: number): Error {
    if (message.endsWith("bad substitution")) return new LineAbort(message);
    const at = line > 0 ? line : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    const shown = text.split("\n")[at - 1] ?? "";
    return new ShellSyntaxError(`${message}\n\`${shown}'`, base + at);
  }

  #put(statements: readonly StatementNode[], lineBase: number, warning: string | undefined): void {
    let line = lineBase + 1;
    for (const [index, statement] of statements.entries()) {
      line = lineBase + (firstLine(statement) ?? line - lineBase);
      const last = this.#done && index === 0 && statements.length === 1 && isOneCommand(statement);
      this.#ready.push({
        statement,
        lineBase,
        line,
        last,
        warning: index === 0 ? warning : undefined,
        warningLine: this.#line,
      });
    }
  }
}

function isOneCommand({ pipelines, background }: StatementNode): boolean {
  const [only] = pipelines;
  return pipelines.length === 1 && !background && only?.commands.length === 1 && !only.negated && !only.timed;
}

function firstLine(statement: StatementNode): number | undefined {
  const command = statement.pipelines[0]?.commands[0];
  return command && "line" in command && command.line ? command.line : undefined;
}

function lineOfQuote(text: string, quote: string): number {
  const index = text.lastIndexOf(quote);
  return index < 0 ? 1 : text.slice(0, index).split("\n").length;
}
