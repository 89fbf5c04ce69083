import type { EventLog } from "../kernel/event-log.js";

/** One piece of output of a container. */
export interface LogEntry {
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
  /** `ta-…` */
  readonly container: string;
  /** `in-…`, `null` for what was written outside of any input. */
  readonly input: string | null;
  readonly stream: "stdout" | "stderr";
  /** Without the final line break. */
  readonly text: string;
}

/** What the containers of a world wrote, in order. */
export class WorldLogs implements Iterable<LogEntry> {
  readonly #events: EventLog;

  constructor(events: EventLog) {
    this.#events = events;
  }

  *[Symbol.iterator](): IterableIterator<LogEntry> {
    for (const { at, container, input, stream, text } of this.#events.of("log"))
      yield { at, container, input, stream, text };
  }

  /** Calls `listener` at each further entry. @returns how to stop it */
  subscribe(listener: (entry: LogEntry) => void): () => void {
    return this.#events.subscribe((event) => {
      if (event.type !== "log") return;
      const { at, container, input, stream, text } = event;
      listener({ at, container, input, stream, text });
    });
  }
}
