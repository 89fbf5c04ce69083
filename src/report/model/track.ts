/** What something took: from one event to another. */
export interface Span {
  readonly kind: "call" | "life" | "start" | "attempt" | "exit" | "request" | "sandbox" | "command";
  /** What stands on it. */
  readonly label: string;
  /** Line of its track, from 0. */
  row: number;
  /** Positions of the events that begin and end it. The second is that of the last event while it is not over. */
  readonly from: number;
  to: number;
  state: SpanState;
  /** How it ended, in Modal's word where there is one. */
  status: string;
  readonly call?: string;
  readonly input?: string;
  readonly attempt?: number;
  readonly container?: string;
  readonly sandbox?: string;
  /** What made it: the input whose code has made the call. */
  readonly parent?: string;
}

export type SpanState = "open" | "good" | "bad" | "retried" | "left";

/** Something that took no time: one event. */
export interface Mark {
  readonly kind: "log" | "error" | "fault" | "storage" | "fetch" | "schedule" | "waits" | "world" | "ready";
  /** Position of the event. */
  readonly at: number;
  /** Line of its track, from 0. */
  readonly row: number;
}

/** What a number was, from one event on: positions of events, and values. */
export interface Series {
  readonly at: number[];
  readonly value: number[];
}

export type TrackKind = "schedule" | "web" | "calls" | "waiting" | "container" | "sandbox" | "storage" | "world";

/** One lane of the timeline. */
export interface Track {
  readonly kind: TrackKind;
  /** Unique: the id of what it shows where there is one. */
  readonly id: string;
  /** Lanes of one group stand together under this heading. */
  readonly group: string;
  readonly title: string;
  /** Name of its app, `""` if it has none. */
  readonly app: string;
  /** In the order in which they begin. */
  readonly spans: Span[];
  /** In order. */
  readonly marks: Mark[];
  series?: Series;
  /** How many lines it has, 1 or more. */
  rows: number;
}

/** Something that went wrong, or was made to. */
export interface Problem {
  readonly kind: "failed" | "retried" | "fault" | "waiting" | "other";
  /** Position of the event that tells of it. */
  readonly at: number;
  readonly text: string;
}
