import type { Shell } from "../state/shell.js";
import { hasWildcards, matchesPattern, unescapePattern } from "../values/pattern.js";

const DEPTH = 64;

/** The paths that match a pattern, sorted. */
export function globPaths(shell: Shell, pattern: string): readonly string[] {
  const absolute = pattern.startsWith("/");
  const segments = splitPath(pattern);
  const found = walk(
    shell,
    absolute ? "/" : "",
    segments.filter((each, index) => index === segments.length - 1 || each !== ""),
  );
  return [...new Set(found)].toSorted((left, right) => (left < right ? -1 : Number(left > right)));
}

/** At slashes that do not stand in an extended pattern. */
function splitPath(pattern: string): readonly string[] {
  const segments = [""];
  let depth = 0;
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern[index] ?? "";
    if (letter === "(" && /[?*+@!]/.test(pattern[index - 1] ?? "")) depth++;
    else if (letter === ")" && depth > 0) depth--;
    if (letter === "/" && depth === 0) {
      segments.push("");
      continue;
    }
    const piece = letter === "\\" ? pattern.slice(index, index + 2) : letter;
    segments[segments.length - 1] += piece;
    index += piece.length - 1;
  }
  return segments[0] === "" ? segments.slice(1) : segments;
}

function walk(shell: Shell, base: string, segments: readonly string[]): readonly string[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [base];
  if (segment === "" && rest.length === 0) return isDirectory(shell, base) ? [base] : [];
  if (segment === "**" && shell.options.shopt("globstar")) return walkAll(shell, base, rest, 0);
  if (!hasWildcards(segment, true)) {
    const path = base + unescapePattern(segment);
    if (rest.length > 0) return isDirectory(shell, path) ? walk(shell, `${path}/`, rest) : [];
    return shell.system.fs.lstat(shell.path(path)) ? [path] : [];
  }
  return namesIn(shell, base)
    .filter((name) => nameMatches(shell, name, segment))
    .flatMap((name) => {
      if (rest.length === 0) return [base + name];
      return isDirectory(shell, base + name) ? walk(shell, `${base}${name}/`, rest) : [];
    });
}

function walkAll(shell: Shell, base: string, rest: readonly string[], depth: number): readonly string[] {
  const found = rest.length === 0 ? (base === "" ? [] : [base]) : [...walk(shell, base, rest)];
  if (depth > DEPTH) return found;
  for (const name of namesIn(shell, base)) {
    if (name.startsWith(".") && !shell.options.shopt("dotglob")) continue;
    const path = base + name;
    if (shell.system.fs.lstat(shell.path(path))?.type === "directory") {
      found.push(...walkAll(shell, `${path}/`, rest, depth + 1));
    }
    if (rest.length === 0) found.push(path);
  }
  // directories themselves are without the slash
  return rest.length === 0 && depth > 0 ? found.filter((path) => path !== base) : found;
}

function nameMatches(shell: Shell, name: string, pattern: string): boolean {
  if (name.startsWith(".") && !/^\\?\./.test(pattern)) {
    if (!shell.options.shopt("dotglob")) return false;
  }
  return matchesPattern(name, pattern, { extended: true, ignoreCase: shell.options.shopt("nocaseglob") });
}

function namesIn(shell: Shell, base: string): readonly string[] {
  try {
    return shell.system.fs.readdir(base === "" ? shell.process.cwd : shell.path(base));
  } catch {
    return [];
  }
}

function isDirectory(shell: Shell, path: string): boolean {
  return shell.system.fs.stat(shell.path(path))?.type === "directory";
}
