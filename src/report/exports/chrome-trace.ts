import type { WorldEvent } from "../../emulator/kernel/events.js";
import { describeEvent } from "../model/describe-event.js";
import type { ReportData } from "../model/report-data.js";
import { makeTimeline, type Timeline } from "../model/timeline.js";
import type { Mark, Series, Span, Track } from "../model/track.js";
import type { ChromeArgs, ChromeEvent } from "./chrome-event.js";
import { EventTimes } from "./event-times.js";
import { nestedThreads } from "./nested-threads.js";

/** A trace in the object form of the Trace Event Format, which Perfetto, Chrome and Speedscope open. */
export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
  readonly displayTimeUnit: "ms";
  readonly otherData: Readonly<Record<string, string | number>>;
}

/** Where a span is shown. */
interface Place {
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
}

/**
 * A report as a trace: groups of lanes are its processes, the lines of lanes its threads; what is called leads by an
 * arrow to the attempts that run it, and these to the calls that they make.
 */
export function chromeTrace(data: ReportData): ChromeTrace {
  const { title, version, seed, dropped } = data;
  const writer = new TraceWriter(makeTimeline(data));
  const startTime = new Date(Math.floor(writer.times.start / 1000)).toISOString();
  return {
    traceEvents: writer.write(),
    displayTimeUnit: "ms",
    otherData: { title, seed, startTime, droppedEvents: dropped, writtenBy: `modal-emulator ${version}` },
  };
}

class TraceWriter {
  readonly times: EventTimes;
  readonly #timeline: Timeline;
  readonly #events: ChromeEvent[] = [];
  /** Ids of processes and threads, all of which differ. */
  #id = 0;
  readonly #calls = new Map<string, Place>();
  /** By input, in the order in which they began. */
  readonly #attempts = new Map<string, Place[]>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.times = new EventTimes(timeline.data);
  }

  write(): readonly ChromeEvent[] {
    const groups = Map.groupBy(this.#timeline.tracks, ({ group }) => group);
    for (const [index, [group, tracks]] of [...groups].entries()) {
      const pid = ++this.#id;
      this.#name("process", pid, pid, group, index);
      const titles = new Set<string>();
      for (const track of tracks) {
        const isTold = titles.size < titles.add(track.title).size;
        this.#write(track, isTold ? track.title : `${track.title} ${track.id}`, pid);
      }
    }
    this.#arrows();
    return this.#events;
  }

  #write({ spans, marks, series, rows }: Track, title: string, pid: number): void {
    const placed = spans.map((span) => ({ row: span.row, from: this.times.at(span.from), to: this.times.endOf(span) }));
    const { threads, rows: rowOfThread } = nestedThreads(placed);
    const tids = rowOfThread.map(() => ++this.#id);
    const tidOfRow = (row: number): number => {
      const index = rowOfThread.indexOf(row);
      if (index >= 0) return tids[index] ?? 0;
      rowOfThread.push(row); // only marks are on it
      return tids[tids.push(++this.#id) - 1] ?? 0;
    };
    for (const [index, span] of spans.entries()) this.#span(span, pid, tids[threads[index] ?? 0] ?? 0);
    for (const mark of marks) this.#mark(mark, pid, tidOfRow(Math.min(mark.row, rows - 1)));
    if (series) this.#counter(series, title, pid);
    for (const [index, tid] of tids.entries())
      this.#name("thread", pid, tid, index === 0 ? title : `${title} (${index + 1})`, tid);
  }

  #name(what: "process" | "thread", pid: number, tid: number, name: string, order: number): void {
    this.#events.push({ name: `${what}_name`, ph: "M", pid, tid, args: { name } });
    this.#events.push({ name: `${what}_sort_index`, ph: "M", pid, tid, args: { sort_index: order } });
  }

  #span(span: Span, pid: number, tid: number): void {
    const { kind, label, from, call, input, attempt } = span;
    const ts = this.#at(from);
    const place = { pid, tid, ts };
    const dur = this.times.endOf(span) - this.times.at(from);
    this.#events.push({ name: label, ph: "X", ...place, cat: kind, dur, args: this.#argsOf(span) });
    if (kind === "call" && call !== undefined) this.#calls.set(call, place);
    if (kind === "attempt" && input !== undefined && attempt !== undefined) {
      const known = this.#attempts.get(input);
      if (known) known.push(place);
      else this.#attempts.set(input, [place]);
    }
  }

  #argsOf({ from, to, state, status, call, input, attempt, container, sandbox, parent }: Span): ChromeArgs {
    const end = this.#timeline.data.events[to];
    const error = state === "bad" && end && "error" in end && end.error ? end.error : undefined;
    return {
      seq: this.#timeline.data.events[from]?.seq,
      state,
      ...(status !== "" && { status }),
      ...(typeof error === "object" && { error: `${error.name}: ${error.message}` }),
      ...Object.fromEntries(
        Object.entries({ call, input, attempt, container, sandbox, parent }).filter(([, value]) => value !== undefined),
      ),
    };
  }

  #mark({ kind, at }: Mark, pid: number, tid: number): void {
    const event = this.#timeline.data.events[at];
    if (!event) return;
    const name = firstLine(describeEvent(event, this.#timeline.origins));
    this.#events.push({ name, ph: "i", pid, tid, ts: this.#at(at), cat: kind, s: "t", args: fieldsOf(event) });
  }

  #counter({ at, value }: Series, name: string, pid: number): void {
    for (const [index, position] of at.entries())
      this.#events.push({ name, ph: "C", pid, ts: this.#at(position), args: { items: value[index] ?? 0 } });
  }

  #arrows(): void {
    let arrows = 0;
    const draw = (name: string, from: Place, to: Place): void => {
      const id = ++arrows;
      this.#events.push({ name, ph: "s", ...from, cat: "flow", id });
      this.#events.push({ name, ph: "f", ...to, cat: "flow", bp: "e", id });
    };
    const { origins } = this.#timeline;
    for (const [input, attempts] of this.#attempts) {
      const call = this.#calls.get(origins.callOf(input) ?? "");
      if (call) for (const attempt of attempts) draw("runs", call, attempt);
    }
    for (const [callId, call] of this.#calls) {
      const maker = this.#attempts.get(origins.parentOf(callId) ?? "")?.findLast(({ ts }) => ts <= call.ts);
      if (maker) draw("calls", { ...maker, ts: call.ts }, call);
    }
  }

  #at(position: number): number {
    return this.times.at(position) - this.times.start;
  }
}

const LONGEST_NAME = 200;

/** What stands on a mark: all of a log is in what belongs to it. */
function firstLine(text: string): string {
  const [line = ""] = text.trimStart().split("\n", 1);
  return line.length <= LONGEST_NAME ? line : `${line.slice(0, LONGEST_NAME)}…`;
}

/** What an event holds, but for its type and its time, which are told otherwise. */
function fieldsOf({ type, at: _at, ...fields }: WorldEvent): ChromeArgs {
  return { event: type, ...fields };
}
