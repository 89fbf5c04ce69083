import type { Progress } from "./progress-counts.js";
import { countsText } from "./progress-line.js";
import { formatSpan } from "./format-span.js";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
/** Functions that have a line of their own. */
const MAX_FUNCTIONS = 12;

/**
 * Progress for a terminal: a sign that turns, and a line for each function, none longer than a row.
 * @param virtualMs virtual time that has passed
 */
export function progressTree(
  name: string,
  functions: ReadonlyMap<string, Progress>,
  virtualMs: number,
  { frame, columns }: { frame: number; columns: number },
): string[] {
  const all = Array.from(functions, ([tag, progress]) => `${tag}: ${countsText(progress)}`);
  const shown =
    all.length > MAX_FUNCTIONS
      ? [...all.slice(0, MAX_FUNCTIONS - 1), `and ${all.length - MAX_FUNCTIONS + 1} other functions`]
      : all;
  const lines = shown.map((line, index) => `${index === shown.length - 1 ? "└─" : "├─"} ${line}`);
  return [`${FRAMES[frame % FRAMES.length] ?? ""} ${name}: ${formatSpan(virtualMs)} of virtual time`, ...lines].map(
    (line) => fitted(line, columns),
  );
}

function fitted(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`;
}
