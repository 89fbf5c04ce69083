import type { Emulator, LogEntry } from "../../emulator/index.js";

/** A line of a deployed app's log. */
export interface KeptLine {
  /** Epoch milliseconds of the state's time. */
  readonly at: number;
  readonly source: LogEntry["source"];
  /** Without the final line break; values of secrets are masked. */
  readonly text: string;
  /** The function's name in its app. */
  readonly function: string;
  /** As `LogEntry.contextIds`. */
  readonly contextIds: readonly string[];
  readonly containerId: string;
}

/** Of each app. */
const KEPT_LINES = 10_000;

/** Collects what deployed apps write in a world. */
export class LogCollector implements Disposable {
  readonly #logs: Map<string, readonly KeptLine[]>;
  /** Names of functions by their containers. */
  readonly #functions = new Map<string, string>();
  readonly #stops: readonly (() => void)[];

  /** @param known lines of earlier commands, by id of the app */
  constructor(world: Emulator, known: ReadonlyMap<string, readonly KeptLine[]>, isKept: (appId: string) => boolean) {
    this.#logs = new Map(known);
    const created = world.events.subscribe((event) => {
      if (event.type === "container.created") this.#functions.set(event.container, event.function);
    });
    const logged = world.logs.subscribe(({ objectId: appId, message, timestamp, source, contextIds, containerId }) => {
      if (!isKept(appId)) return;
      const lines = (this.#logs.get(appId) ?? []).slice(1 - KEPT_LINES);
      lines.push({
        at: timestamp.getTime(),
        source,
        text: message,
        function: this.#functions.get(containerId) ?? "",
        contextIds,
        containerId,
      });
      this.#logs.set(appId, lines);
    });
    this.#stops = [created, logged];
  }

  get logs(): ReadonlyMap<string, readonly KeptLine[]> {
    return this.#logs;
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
  }
}
