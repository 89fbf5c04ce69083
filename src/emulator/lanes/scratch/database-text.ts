import { lentDatabase, type LendFile } from "./database-name.js";

const TOKEN =
  /(?<gap>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|\[[^\]]*\]|`(?:[^`]|``)*`|[\s\S]/gu;

/** SQL whose `ATTACH` and `VACUUM INTO` name files where SQLite finds them, as far as they name them in the text. */
export function lentSql(sql: string, lend: LendFile): string {
  if (!/\b(?:attach|vacuum)\b/i.test(sql)) return sql;
  let words: string[] = [];
  const parts: string[] = [];
  for (const { 0: token, groups } of sql.matchAll(TOKEN)) {
    const names = groups?.["text"] !== undefined && namesFile(words);
    parts.push(names ? quoted(lentDatabase(unquoted(token), lend)) : token);
    if (groups?.["gap"] !== undefined) continue;
    words = token === ";" ? [] : [...words, token.toUpperCase()];
  }
  return parts.join("");
}

/** Whether a file comes after these words of a statement. */
function namesFile([first, ...others]: readonly string[]): boolean {
  if (first === "ATTACH") return others.length === 0 || (others.length === 1 && others[0] === "DATABASE");
  return first === "VACUUM" && others.length <= 2 && others.at(-1) === "INTO";
}

function unquoted(text: string): string {
  const quote = text.slice(0, 1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
