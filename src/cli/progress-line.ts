import { counted } from "./counted.js";
import type { Progress } from "./progress-counts.js";
import { formatSpan } from "./span.js";

/** Progress in one line. @param virtualMs virtual time that has passed */
export function progressLine(name: string, { inputs, done, running, retrying, containers }: Progress, virtualMs: number): string {
  const parts = [`${done.toLocaleString("en-US")}/${counted(inputs, "input")}`, `${running} running`, retrying > 0 && `${retrying} retrying`, counted(containers, "container"), `${formatSpan(virtualMs)} of virtual time`];
  return `${name}: ${parts.filter((part) => part !== false).join(", ")}`;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;

/** The line for a terminal: a sign that turns, and no more than fits into one row. */
export function spinnerLine(frame: number, line: string, columns: number): string {
  const text = `${FRAMES[frame % FRAMES.length] ?? ""} ${line}`;
  return text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
}
