const NAMED: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
  "\x1b": "\\E",
};

/** As `${x@Q}` and `set` have it: a word of a script that stands for the text. */
export function quoteAlways(text: string): string {
  return isPlain(text) ? `'${text.replaceAll("'", "'\\''")}'` : dollarQuote(text);
}

/** As `printf %q` has it. */
export function quoteBackslash(text: string): string {
  if (text === "") return "''";
  if (!isPlain(text)) return dollarQuote(text);
  return text.replace(/[ !"#$&'()*,;<>?[\\\]^`{|}~]/g, (letter, index: number) =>
    (letter === "~" || letter === "#") && index > 0 ? letter : `\\${letter}`,
  );
}

/** As `set`, `alias` and `set -x` have it: quotes only where they are needed. */
export function quoteIfNeeded(text: string): string {
  if (text === "") return "''";
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : quoteAlways(text);
}

/** As `set -x` has words: newlines and tabs as they are. */
export function quoteTraced(text: string): string {
  return /[\n\t]/.test(text) && isPlain(text.replace(/[\n\t]/g, ""))
    ? `'${text.replaceAll("'", "'\\''")}'`
    : quoteIfNeeded(text);
}

/** As `declare -p` has values. */
export function quoteDouble(text: string): string {
  return isPlain(text) ? `"${text.replace(/["$`\\]/g, "\\$&")}"` : dollarQuote(text);
}

function isPlain(text: string): boolean {
  for (const letter of text) if (letter < " " || letter === "\x7f") return false;
  return true;
}

function dollarQuote(text: string): string {
  let quoted = "";
  for (const letter of text) {
    const named = NAMED[letter];
    if (named) quoted += named;
    else if (letter === "'" || letter === "\\") quoted += `\\${letter}`;
    else if (letter < " " || letter === "\x7f") quoted += `\\${letter.charCodeAt(0).toString(8).padStart(3, "0")}`;
    else quoted += letter;
  }
  return `$'${quoted}'`;
}
