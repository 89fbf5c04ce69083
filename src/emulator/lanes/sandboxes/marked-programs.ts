import { realFs as fs } from "../exchange/real-fs.js";

/**
 * Programs that have a variable in their environment as they were started, whoever has started them. Called on behalf
 * of nobody. @param mark as in `NAME=value` @returns their pids; none where there is no `/proc`
 */
export function markedPrograms(mark: string): number[] {
  if (!fs.existsSync("/proc/self/environ")) return [];
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => textOf(`/proc/${pid}/environ`)?.split("\0").includes(mark)).map(Number);
}

/** @returns `undefined` for a file of somebody else, or that is not there */
export function textOf(path: string): string | undefined {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
