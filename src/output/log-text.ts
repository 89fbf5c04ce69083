import type { LogEntry } from "../emulator/index.js";

/** What a container wrote, as it is shown. @param hasTimestamps virtual time stands before each line */
export function logText({ at, text }: Pick<LogEntry, "at" | "text">, hasTimestamps: boolean): string {
  if (!hasTimestamps) return `${text}\n`;
  const time = new Date(at).toISOString();
  return text
    .split("\n")
    .map((line) => `${time} ${line}\n`)
    .join("");
}
