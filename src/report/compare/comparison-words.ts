import type { EventError } from "../../emulator/kernel/events.js";

const LONGEST = 160;

/** Ids as Modal has them, wherever they stand. */
const IDS = /\b[a-z]{2}-[A-Za-z0-9]{20,32}\b/g;

/** A text with ids put in another way: those of another run differ. */
export function replaceIds(text: string, replace: (id: string) => string): string {
  return text.replaceAll(IDS, replace);
}

/** A text that is the same in another run, whatever ids are in it. */
export function withoutIds(text: string): string {
  return replaceIds(text, (id) => `${id.slice(0, 3)}…`);
}

/** A text of the user's, in quotes and in one line. */
export function quoted(text: string): string {
  const [whole, first] = [text.trim(), text.slice(0, LONGEST)];
  return JSON.stringify(whole.length <= LONGEST ? whole : `${first}…`);
}

/** Virtual milliseconds. */
export function seconds(ms: number): string {
  return `${Math.round(ms) / 1000} s`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** How something ended, in words. @param status `undefined` if it has not */
export function outcome(status: string | undefined, error: EventError | undefined): string {
  if (status === undefined) return "has not ended";
  if (status === "SUCCESS") return "succeeded";
  return error ? `failed with ${error.name} ${quoted(error.message)}` : `ended with ${status}`;
}

/** Two outcomes that differ: what is good goes without saying. */
export function outcomes(a: string, b: string): string {
  if (a === "succeeded") return `${b} only in B`;
  if (b === "succeeded") return `${a} only in A`;
  return `${a} in A, ${b} in B`;
}
