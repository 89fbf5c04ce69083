import { refuse } from "./refuse.js";

/** The result of a listing that the emulator does not do yet: it fails when it is read, not when it is asked for. */
export function refusedIterable<T>(what: string): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => ({ next: async () => refuse(what) }) };
}
