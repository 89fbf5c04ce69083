import type { LogEntry, LogSource } from "../../contract/log-commands.js";
import type { LogEntries } from "./log-entries.js";

/** Options of `logs.fetch`. */
export interface FetchLogsOptions {
  /** The earliest moment. */
  since: Date;
  /** The latest moment. Default: now. */
  until?: Date;
  /** Only one of these; containers here write no `"system"` entries. Default: all. */
  source?: LogSource | null;
  /** Only entries that contain this text, upper and lower case as it is. Default: all. */
  searchText?: string;
}

/** Options of `logs.tail`. */
export interface TailLogsOptions extends Pick<FetchLogsOptions, "source"> {
  /** How many entries, a whole number from 1, instead of the number in front of the options. Default: 100. */
  entries?: number;
}

/** Options of `logs.stream`. */
export interface StreamLogsOptions {
  /**
   * Milliseconds of virtual time without an entry after which it ends, too; 0 and below: at once. Default: no limit.
   */
  timeoutMs?: number;
}

/** What the containers of an app or function have written. Modal: docs/modal/context-ids-and-logs.md#logs. */
export interface LogsManager {
  /**
   * The entries of a span of time, in order, both ends included. Rejects with `TypeError` for a moment that is no
   * `Date`, `InvalidError` for an unknown source or option, `LogsFetchError` if there are more than 10,000.
   */
  fetch(options: FetchLogsOptions): LogEntries;
  /**
   * The last entries, in order. Rejects with `InvalidError` for a number below 1 or an unknown source, `LogsFetchError`
   * for more than 10,000 entries.
   * @param entries how many. Default: 100
   */
  tail(entries?: number, options?: Pick<FetchLogsOptions, "source">): LogEntries;
  tail(options: TailLogsOptions): LogEntries;
  /**
   * Entries as they are written: of a call from its beginning, else from the first iteration on. Ends when the app has
   * stopped, or all inputs of the call have ended.
   */
  stream(options?: StreamLogsOptions): AsyncIterable<LogEntry>;
}

/** What the inputs of a function call have written: `since` is by default when the call was made. */
export interface CallLogsManager extends LogsManager {
  fetch(options?: Partial<FetchLogsOptions>): LogEntries;
}
