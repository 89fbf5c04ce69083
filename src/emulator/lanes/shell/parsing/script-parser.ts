import type { parse, serialize } from "just-bash";
import { ShellError } from "../../processes/open-file.js";
import { markSource, SELECT_PREFIX } from "./source-marks.js";
import { isUnfinished } from "./unfinished.js";
import type { CommandNode, ScriptNode, StatementNode } from "./tree.js";

/** What becomes of the text of a script. */
export type Parsed =
  | { readonly kind: "script"; readonly statements: readonly StatementNode[] }
  /** More lines may complete it. `quote`: what it is looking for. */
  | { readonly kind: "unfinished"; readonly statements?: readonly StatementNode[]; readonly quote: string | undefined }
  /** `line` from 1. */
  | { readonly kind: "error"; readonly message: string; readonly line: number };

/** What the parser throws. */
interface Failure {
  readonly message: string;
  readonly line?: number;
  readonly token?: { readonly type: string; readonly value: string; readonly start: number; readonly line: number };
}

const MARKS = 200;

/** Parses scripts by the package `just-bash`, whose tree this shell runs. */
export class ScriptParser {
  readonly #parse: typeof parse;
  readonly #serialize: typeof serialize;

  constructor(parseScript: typeof parse, serializeScript: typeof serialize) {
    this.#parse = parseScript;
    this.#serialize = serializeScript;
  }

  /** A command as text that is parsed as it again. */
  commandText(command: CommandNode): string {
    const pipelines = [{ type: "Pipeline" as const, commands: [command], negated: false }];
    return this.statementText({ type: "Statement", pipelines, operators: [], background: false });
  }

  statementText(statement: StatementNode): string {
    return this.#serialize({ type: "Script", statements: [statement] }).trimEnd();
  }

  parse(text: string): Parsed {
    let source = separateNegation(text.endsWith("\n") ? text : `${text}\n`);
    for (let attempt = 0; ; attempt++) {
      try {
        return this.#checked(this.#parse(source), source);
      } catch (error) {
        const failure = error as Failure;
        const marked = attempt < MARKS ? markSource(source, failure) : undefined;
        if (marked === undefined) return failureOf(failure);
        source = marked;
      }
    }
  }

  #checked({ statements }: ScriptNode, source: string): Parsed {
    for (const { deferredError } of statements) {
      if (deferredError)
        return { kind: "error", message: `syntax error near unexpected token \`${deferredError.token}'`, line: 0 };
    }
    if (/(?:^|[^\\])(?:\\\\)*\\\n$/.test(source) && !/(?:^|\s)#[^\n]*\\\n$/.test(source))
      return { kind: "unfinished", quote: undefined };
    const unfinished = isUnfinished(statements);
    if (unfinished === "document") return { kind: "unfinished", statements, quote: undefined };
    return unfinished ? { kind: "unfinished", quote: undefined } : { kind: "script", statements };
  }
}

/** The parser takes `((!x))` for subshells, and `((0+!x))`, which is the same, for what it is. */
function separateNegation(source: string): string {
  if (!/\(\(\s*!/.test(source)) return source;
  return source.replace(/(^|[\s;&|])\(\((\s*![^()]*(?:\([^()]*\)[^()]*)*)\)\)/g, "$1((0+$2))");
}

function failureOf({ message, token, line = 0 }: Failure): Parsed {
  const looking = /looking for matching [`'](.)/.exec(message);
  if (looking) return { kind: "unfinished", quote: looking[1] };
  if (token?.type === "EOF") return { kind: "unfinished", quote: undefined };
  const bad = /(\$\{.*bad substitution)/s.exec(message);
  if (bad) return { kind: "error", message: bad[1] ?? message, line };
  if (!token) return { kind: "error", message: message.replace(/^(?:Parse error at \d+:\d+|line \d+): /, ""), line };
  const name = token.type === "NEWLINE" ? "newline" : token.value.startsWith(SELECT_PREFIX) ? "select" : token.value;
  return { kind: "error", message: `syntax error near unexpected token \`${name}'`, line: token.line };
}

let loading: Promise<ScriptParser> | undefined;

/** @throws ShellError if the package is not installed */
export function loadParser(): Promise<ScriptParser> {
  loading ??= import("just-bash").then(
    (module) => new ScriptParser(module.parse, module.serialize),
    (error: unknown) => {
      loading = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ShellError(
        "ENOENT",
        `shells of sandboxes need the package just-bash: npm install --save-dev just-bash (${reason})`,
      );
    },
  );
  return loading;
}
