/** Begins the variable of a `for` that is a `select`. */
export const SELECT_PREFIX = "__select_";
/** After `@(`, says that it was `!(`. */
export const NEGATION = "\uE001";
/** Stands for `<<` in arithmetic. */
export const SHIFT = "\uE002";

interface Failure {
  readonly message: string;
  readonly token?: { readonly type: string; readonly value: string; readonly start: number };
}

/**
 * Writes what the parser does not know as something that it does, with a mark that says so.
 * @returns `undefined` if it is no such thing
 */
export function markSource(source: string, { token }: Failure): string | undefined {
  if (!token) return undefined;
  const { type, start } = token;
  if (type === "SELECT") {
    const found = locate(source, /\bselect(\s+)(\w+)/y, start) ?? findFrom(source, /\bselect(\s+)(\w+)/g);
    if (!found) return undefined;
    const [text, space = "", name = ""] = found;
    return replaceAt(source, found.index, text.length, `for${space}${SELECT_PREFIX}${name}`);
  }
  if (type === "LPAREN") {
    const at = source[start - 1] === "!" ? start - 1 : source.search(/(?<=[\s|(])!\((?!\()/);
    return at < 0 || source.slice(at, at + 2) !== "!(" ? undefined : replaceAt(source, at, 2, `@(${NEGATION}`);
  }
  if (type === "HEREDOC_CONTENT" || type === "DLESS" || type === "EOF") {
    const shifts = source.replace(/\(\(([^\n]*?)\)\)/g, (text) => text.replaceAll("<<", SHIFT));
    return shifts === source ? undefined : shifts;
  }
  return undefined;
}

function locate(source: string, expression: RegExp, start: number): RegExpExecArray | undefined {
  expression.lastIndex = start;
  return expression.exec(source) ?? undefined;
}

function findFrom(source: string, expression: RegExp): RegExpExecArray | undefined {
  return expression.exec(source) ?? undefined;
}

function replaceAt(source: string, index: number, length: number, text: string): string {
  return source.slice(0, index) + text + source.slice(index + length);
}
