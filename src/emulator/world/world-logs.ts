import { logEntry, type LogEntry } from "../../contract/log-commands.js";
import type { EventLog } from "../kernel/event-log.js";
import { loggedLine, type LogOrigins } from "../logs/logged-line.js";

/** What the containers of a world wrote, in order. */
export class WorldLogs implements Iterable<LogEntry> {
  readonly #events: EventLog;
  readonly #origins: LogOrigins;

  /** @internal */
  constructor(events: EventLog, origins: LogOrigins) {
    this.#events = events;
    this.#origins = origins;
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
