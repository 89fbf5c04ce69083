import { logEntry, type LogEntry } from "../../contract/log-commands.js";
import type { EventLog } from "../kernel/event-log.js";
import { loggedLine, type LogLine, type LogOrigins } from "../logs/logged-line.js";

/** What the containers of a world wrote, in order. */
export class WorldLogs implements Iterable<LogEntry> {
  readonly #events: EventLog;
  readonly #origins: LogOrigins;
  readonly #soFar: (isAll: boolean) => readonly LogLine[];

  /** @internal */
  constructor(events: EventLog, origins: LogOrigins, soFar: (isAll: boolean) => readonly LogLine[]) {
    this.#events = events;
    this.#origins = origins;
    this.#soFar = soFar;
  }

  /**
   * What has been written that is not in the log yet, because what a container does takes real time: real I/O, or code
   * that never waits. Nothing of a container that has written very much.
   * @param options `all`: also while several containers are at it: which of them comes first in the log is not known yet
   */
  underWay({ all = false }: { readonly all?: boolean } = {}): LogEntry[] {
    return this.#soFar(all).map((line) => logEntry(loggedLine(line, this.#origins)));
  }

  *[Symbol.iterator](): IterableIterator<LogEntry> {
    for (const event of this.#events.of("log")) yield logEntry(loggedLine(event, this.#origins));
  }

  /** Calls `listener` at each further entry. @returns how to stop it */
  subscribe(listener: (entry: LogEntry) => void): () => void {
    return this.#events.subscribe((event) => {
      if (event.type === "log") listener(logEntry(loggedLine(event, this.#origins)));
    });
  }
}
