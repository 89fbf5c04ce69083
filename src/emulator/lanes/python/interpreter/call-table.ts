import { CallError } from "./call-error.js";

/** What the interpreter imports, by name. */
export type CallTable = Record<string, (...args: never[]) => unknown>;

/** A call of Linux: what it returns, or a negative number of an error. */
export function systemCall<Args extends unknown[]>(body: (...args: Args) => number | void): (...args: Args) => number {
  return (...args) => attempt(() => body(...args) ?? 0, -1);
}

/** A call of WASI: 0, or the number of an error. */
export function wasiCall<Args extends unknown[]>(body: (...args: Args) => void): (...args: Args) => number {
  return (...args) =>
    attempt(() => {
      body(...args);
      return 0;
    }, 1);
}

function attempt(body: () => number, sign: 1 | -1): number {
  try {
    return body();
  } catch (error) {
    if (error instanceof CallError) return sign * error.number;
    throw error;
  }
}
