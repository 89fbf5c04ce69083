import { refuseCrossing } from "../codec/refuse-crossing.js";
import { isSpan } from "../../contract/time-range.js";
import { types } from "node:util";
import { InvalidError } from "../../contract/errors.js";
import {
  logEntry,
  type LogEntry,
  type LoggedLine,
  type LogSource,
  type LogSubject,
} from "../../contract/log-commands.js";
import { logEntries, type LogEntries } from "./log-entries.js";
import type {
  CallLogsManager,
  FetchLogsOptions,
  LogsManager,
  StreamLogsOptions,
  TailLogsOptions,
} from "./logs-manager.js";
import { checkOptions, describe } from "../../checks/options.js";
import { currentSession, type Session, withSession } from "../session/session.js";

/** Whose logs, in which session. */
export interface LogsOwner {
  readonly session: Session;
  readonly subject: LogSubject;
}

/** Reads logs through the backend. */
export class LogReader implements CallLogsManager {
  readonly #find: (method: string) => Promise<LogsOwner>;
  readonly #needsSince: boolean;

  static {
    refuseCrossing(LogReader, "LogsManager", "Pass the object whose logs they are, or the lines that were read.");
  }

  /** @param needsSince whether the beginning has to be given */
  constructor(find: (method: string) => Promise<LogsOwner>, needsSince: boolean) {
    this.#find = find;
    this.#needsSince = needsSince;
  }

  fetch(options: Partial<FetchLogsOptions> = {}): LogEntries {
    return logEntries(this.#fetch(options));
  }

  async #fetch(options: Partial<FetchLogsOptions>): Promise<LogEntry[]> {
    checkOptions("logs.fetch", options, ["since", "until", "source", "searchText"]);
    const { since, until, source, searchText } = options;
    if (searchText !== undefined && typeof searchText !== "string")
      throw new InvalidError(`logs.fetch: searchText must be a text, not ${describe(searchText)}.`);
    const wanted = {
      since: since === undefined && !this.#needsSince ? undefined : instant("since", since),
      until: until === undefined ? undefined : instant("until", until),
      source: checkSource("fetch", source),
      text: searchText,
    };
    const { session, subject } = await this.#find("fetch");
    return toEntries(subject, await session.backend.send("logs.read", { subject, ...wanted }));
  }

  tail(given: number | TailLogsOptions = 100, behind: Pick<FetchLogsOptions, "source"> = {}): LogEntries {
    return logEntries(this.#tail(given, behind));
  }

  async #tail(given: number | TailLogsOptions, behind: Pick<FetchLogsOptions, "source">): Promise<LogEntry[]> {
    checkOptions("logs.tail", behind, ["source"]);
    const options: TailLogsOptions = typeof given === "number" ? { entries: given } : given;
    checkOptions("logs.tail", options, ["entries", "source"]);
    const { entries = 100, source = behind.source } = options;
    if (!Number.isInteger(entries) || entries < 1)
      throw new InvalidError(
        `logs.tail: the number of entries must be a whole number, 1 or more, not ${describe(entries)}.`,
      );
    const { session, subject } = await this.#find("tail");
    return toEntries(
      subject,
      await session.backend.send("logs.read", { subject, last: entries, source: checkSource("tail", source) }),
    );
  }

  stream(options: StreamLogsOptions = {}): AsyncIterable<LogEntry> {
    checkOptions("logs.stream", options, ["timeoutMs"]);
    const { timeoutMs } = options;
    if (timeoutMs !== undefined && !isSpan(timeoutMs))
      throw new InvalidError(
        `logs.stream: timeoutMs must be a number of milliseconds, up to 8.64e15, not ${describe(timeoutMs)}. Leave it out to wait without limit.`,
      );
    const session = currentSession(); // wherever it is iterated
    const find = (): Promise<LogsOwner> =>
      session ? withSession(session, () => this.#find("stream")) : this.#find("stream");
    return { [Symbol.asyncIterator]: () => follow(find, timeoutMs) };
  }
}

async function* follow(
  find: () => Promise<LogsOwner>,
  timeoutMs: number | undefined,
): AsyncGenerator<LogEntry, void, undefined> {
  if (timeoutMs !== undefined && timeoutMs <= 0) return;
  const { session, subject } = await find();
  for (let after: number | undefined, isDone = false; !isDone;) {
    const { lines, ...next } = await session.backend.send("logs.follow", { subject, after, timeoutMs });
    ({ after, isDone } = next);
    yield* toEntries(subject, lines);
  }
}

const SOURCES: readonly unknown[] = ["stdout", "stderr", "system"] satisfies LogSource[];

function checkSource(method: string, source: LogSource | null | undefined): LogSource | undefined {
  if (source === null || source === undefined) return undefined;
  if (!SOURCES.includes(source))
    throw new InvalidError(
      `logs.${method}: source must be "stdout", "stderr", "system" or null, not ${describe(source)}.`,
    );
  return source;
}

function instant(name: string, value: unknown): number {
  if (!types.isDate(value)) throw new TypeError(`logs.fetch: ${name} must be a Date, not ${describe(value)}.`);
  if (!Number.isFinite(value.getTime())) throw new InvalidError(`logs.fetch: ${name} is an invalid Date.`);
  return value.getTime();
}

function toEntries({ id }: LogSubject, lines: readonly LoggedLine[]): LogEntry[] {
  return lines.map((line) => logEntry(line, id === "" ? undefined : id));
}

/** Of a function, once its id is known. */
export function functionLogs(
  hydrated: () => Promise<{ readonly session: Session; readonly functionId: string }>,
): LogsManager {
  return new LogReader(async () => {
    const { session, functionId } = await hydrated();
    return { session, subject: { kind: "function", id: functionId } };
  }, true);
}
