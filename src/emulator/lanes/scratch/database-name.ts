/** Puts a file where the database finds it, and says where that is; `undefined` leaves the path as it is. */
export type LendFile = (path: string) => string | undefined;

const URI = /^file:(?:\/\/[^/]*)?([^?#]*)(.*)$/is;

/**
 * What a database is opened by, or attached, with its file where SQLite finds it: a path, or a URI as SQLite reads it.
 * In-memory databases stay as they are.
 */
export function lentDatabase(name: string, lend: LendFile): string {
  const [, encoded, rest = ""] = URI.exec(name) ?? [];
  if (encoded === undefined) return isNoFile(name) ? name : (lend(name) ?? name);
  const path = decoded(encoded);
  const real = isNoFile(path) || /[?&]mode=memory\b/.test(rest) ? undefined : lend(path);
  return real === undefined ? name : `file:${encodeURI(real).replaceAll(/[?#]/g, encodeURIComponent)}${rest}`;
}

function isNoFile(path: string): boolean {
  return path === "" || path === ":memory:";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // SQLite leaves what is no code
  }
}
