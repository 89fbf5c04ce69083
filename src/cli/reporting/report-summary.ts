import { makeTimeline } from "../../report/model/timeline.js";
import type { ReportData } from "../../report/model/report-data.js";
import type { Problem } from "../../report/model/track.js";

/** What a report comes to. */
export interface ReportSummary {
  readonly title: string;
  readonly seed: string;
  readonly version: string;
  readonly failure: ReportData["failure"];
  /** Epoch milliseconds of virtual time: its first event, and when it was written. */
  readonly from: number;
  readonly until: number;
  readonly counts: ReportCounts;
  /** US dollars; `undefined` where it is not known. */
  readonly cost: number | undefined;
  readonly problems: readonly ReportProblem[];
}

export interface ReportCounts {
  readonly calls: number;
  readonly inputs: number;
  readonly containers: number;
  readonly retries: number;
  readonly events: number;
  /** Of the first events, that were not kept. */
  readonly dropped: number;
}

export interface ReportProblem extends Pick<Problem, "kind" | "text"> {
  /** Number of its event. */
  readonly seq: number;
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
}

export function summaryOf(data: ReportData): ReportSummary {
  const { title, seed, version, failure, now, dropped, events, bill } = data;
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  const count = (type: string): number => counts.get(type) ?? 0;
  const from = events[0]?.at ?? now;
  return {
    title,
    seed,
    version,
    failure,
    from,
    until: Math.max(from, now),
    counts: {
      calls: count("call.created"),
      inputs: count("input.created"),
      containers: count("container.created"),
      retries: count("input.retry"),
      events: events.length,
      dropped,
    },
    cost: bill?.total,
    problems: makeTimeline(data).problems.map(({ kind, at, text }) => {
      const event = events[at];
      return { kind, text, seq: event?.seq ?? at, at: event?.at ?? now };
    }),
  };
}
