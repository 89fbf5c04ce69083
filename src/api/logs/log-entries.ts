import type { LogEntry } from "../../contract/log-commands.js";

/** Entries of a log, to be awaited as a list or gone through with `for await`, as in Modal's JavaScript SDK. */
export interface LogEntries extends Promise<LogEntry[]>, AsyncIterable<LogEntry> {}

/** Has a promise of entries be gone through, too. */
export function logEntries(read: Promise<LogEntry[]>): LogEntries {
  return Object.assign(read, {
    async *[Symbol.asyncIterator](): AsyncGenerator<LogEntry, void, undefined> {
      yield* await read;
    },
  });
}
