/** Where an entry of a log comes from. */
export type LogSource = "stdout" | "stderr" | "system";

/** Whose logs. An app inside one of its own containers has no id there: its name tells which it is. */
export type LogSubject =
  | { readonly kind: "app"; readonly id: string; readonly name: string | undefined }
  | { readonly kind: "function" | "call" | "sandbox"; readonly id: string };

/** One piece of output of a container. */
export interface LogEntry {
  /** Without the final line break. */
  readonly message: string;
  /** Virtual time. */
  readonly timestamp: Date;
  readonly source: LogSource;
  /** Id of the app, function or call whose logs were asked for; of the app in `world.logs`. */
  readonly objectId: string;
  /**
   * From wide to narrow: function (`fu-…`), function call (`fc-…`), input (`in-…`), container (`ta-…`); what was
   * written outside of any input has only the first and the last.
   */
  readonly contextIds: readonly string[];
  /** `ta-…` */
  readonly containerId: string;
  /** `in-…`, `null` for what was written outside of any input. */
  readonly inputId: string | null;
}

/** One entry, as the backend gives it. */
export interface LoggedLine {
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
  readonly source: LogSource;
  readonly text: string;
  readonly appId: string;
  readonly contextIds: readonly string[];
  readonly containerId: string;
  readonly inputId: string | null;
}

/** @param objectId what the logs are of; left out, the app */
export function logEntry(
  { at, source, text, appId, contextIds, containerId, inputId }: LoggedLine,
  objectId: string = appId,
): LogEntry {
  return { message: text, timestamp: new Date(at), source, objectId, contextIds, containerId, inputId };
}

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/** The commands of logs, a part of `Commands`. */
export interface LogCommands {
  /** Without `since`: from the beginning. `last`: only so many, from the end. */
  readonly "logs.read": Entry<
    {
      subject: LogSubject;
      since?: number | undefined;
      until?: number | undefined;
      source?: LogSource | undefined;
      text?: string | undefined;
      last?: number | undefined;
    },
    readonly LoggedLine[]
  >;
  /**
   * Answered as soon as there are entries behind the position `after`, nothing more comes, or nothing came for
   * `timeoutMs`.
   */
  readonly "logs.follow": Entry<
    { subject: LogSubject; after: number | undefined; timeoutMs?: number | undefined },
    { lines: readonly LoggedLine[]; after: number; isDone: boolean }
  >;
}
