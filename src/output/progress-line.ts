import { counted } from "./counted.js";
import type { Progress } from "./progress-counts.js";
import { formatSpan } from "./format-span.js";

/** Progress in one line. @param virtualMs virtual time that has passed */
export function progressLine(name: string, progress: Progress, virtualMs: number): string {
  return `${name}: ${countsText(progress)}, ${formatSpan(virtualMs)} of virtual time`;
}

/** `37/100 inputs, 8 running, 1 failed, 2 retrying, 8 containers` */
export function countsText({ inputs, done, running, failed, retrying, containers }: Progress): string {
  const parts = [
    `${done.toLocaleString("en-US")}/${counted(inputs, "input")}`,
    `${running} running`,
    failed > 0 && `${failed} failed`,
    retrying > 0 && `${retrying} retrying`,
    counted(containers, "container"),
  ];
  return parts.filter((part) => part !== false).join(", ");
}
