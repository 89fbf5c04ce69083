import { readFileSync } from "node:fs";
import { writeWholeNow } from "../../files/write-whole.js";

/** What is kept in a folder of lessons. */
export interface Progress {
  /** Ids of the lessons whose exercise has passed. */
  readonly done: Set<string>;
  /** Digests of the exercises as they were written, by id: what differs has been edited. */
  readonly written: Map<string, string>;
}

/**
 * @returns undefined if there is none
 * @throws SyntaxError if it is damaged
 */
export function readProgress(file: string): Progress | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const read: unknown = JSON.parse(text);
  if (!isProgress(read)) throw new SyntaxError("no lists of lessons");
  return { done: new Set(read.done), written: new Map(Object.entries(read.written)) };
}

export function writeProgress(file: string, { done, written }: Progress): void {
  const value = { done: [...done].toSorted(), written: Object.fromEntries([...written].toSorted()) };
  writeWholeNow(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

interface Kept {
  readonly done: readonly string[];
  readonly written: Readonly<Record<string, string>>;
}

function isProgress(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { done, written } = value as { readonly done?: unknown; readonly written?: unknown };
  return (
    Array.isArray(done) &&
    done.every((id) => typeof id === "string") &&
    typeof written === "object" &&
    written !== null &&
    Object.values(written).every((digest) => typeof digest === "string")
  );
}
