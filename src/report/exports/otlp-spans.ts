import { createHash } from "node:crypto";
import type { WorldEvent } from "../../emulator/kernel/events.js";
import type { ReportFunction } from "../model/report-data.js";
import type { Timeline } from "../model/timeline.js";
import type { Span, Track } from "../model/track.js";
import { EventTimes } from "./event-times.js";
import { logged } from "./otlp-events.js";
import {
  attributes,
  nanoseconds,
  SPAN_KIND,
  STATUS_ERROR,
  type OtlpAttribute,
  type OtlpEvent,
  type OtlpSpan,
} from "./otlp-span.js";

/** A span, and the app that it is of, `""` if that is not known. */
export interface SpanOfApp {
  readonly app: string;
  readonly span: OtlpSpan;
}

/** What a span is in its trace. */
interface Node {
  readonly traceId: string;
  readonly spanId: string;
  /** Position of the event that it begins with. */
  readonly from: number;
  readonly events: OtlpEvent[];
}

const BY_KIND: Readonly<Record<string, number>> = {
  web: SPAN_KIND.server,
  schedule: SPAN_KIND.internal,
  spawn: SPAN_KIND.producer,
};

/** Makes spans of a report. */
export class OtlpSpans {
  readonly #timeline: Timeline;
  readonly #times: EventTimes;
  readonly #spans: SpanOfApp[] = [];
  readonly #calls = new Map<string, Node>();
  /** By input, in the order in which they began. */
  readonly #attempts = new Map<string, Node[]>();
  /** Containers and sandboxes, by id. */
  readonly #lives = new Map<string, Node>();
  readonly #warm = new Set<string>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#times = new EventTimes(timeline.data);
  }

  /** Parents stand before their children. */
  all(): readonly SpanOfApp[] {
    const { tracks, data } = this.#timeline;
    for (const [track, span] of inOrder(tracks)) {
      if (span.kind === "call") this.#call(span);
      else if (span.kind === "attempt") this.#attempt(span);
      else if (span.kind !== "request") this.#life(track, span);
    }
    for (const [position, event] of data.events.entries()) {
      const found = logged(event, this.#timeline, data.events[position + 1]);
      if (found) this.#nodeOf(event)?.events.push({ timeUnixNano: this.#nanoseconds(position), ...found });
    }
    return this.#spans;
  }

  #call(span: Span): void {
    const { call = "", parent, from } = span;
    const { data, origins } = this.#timeline;
    const created = data.events[from];
    const kind = created?.type === "call.created" ? created.kind : "remote";
    const maker = parent === undefined ? undefined : this.#makerOf(parent, from);
    const tag = origins.tagOfCall(call);
    const node = this.#node(call, maker, from);
    this.#calls.set(call, node);
    this.#add(origins.appOfCall(call), span, node, maker, tag, BY_KIND[kind] ?? SPAN_KIND.client, {
      "faas.invoked_name": tag,
      "faas.invoked_provider": "modal",
      ...(kind === "web" && { "faas.trigger": "http" }),
      ...(kind === "schedule" && { "faas.trigger": "timer" }),
      "modal.call.id": call,
      "modal.call.kind": kind,
    });
  }

  #attempt(span: Span): void {
    const { call = "", input = "", attempt = 1, container, from } = span;
    const { data, origins } = this.#timeline;
    const above = this.#calls.get(call);
    const known = this.#attempts.get(input) ?? [];
    this.#attempts.set(input, known);
    const node = this.#node(`${input}/${known.length}`, above, from);
    known.push(node);
    const isCold = container === undefined ? undefined : !this.#warm.has(container);
    if (container !== undefined) this.#warm.add(container);
    const definition = data.functions[data.calls[call] ?? ""];
    this.#add(origins.appOfCall(call), span, node, above, origins.tagOfCall(call), SPAN_KIND.server, {
      "faas.name": origins.tagOfCall(call),
      "faas.instance": container,
      "faas.coldstart": isCold,
      "faas.invocation_id": input,
      "modal.call.id": call === "" ? undefined : call,
      "modal.attempt": attempt,
      "modal.mocked": container === undefined ? true : undefined,
      ...placeOf(definition),
    });
  }

  /** A container or a sandbox, or what is a part of its life. */
  #life({ id, app }: Track, span: Span): void {
    const above = this.#lives.get(id);
    const isLife = span.kind === "life" || span.kind === "sandbox";
    const node = this.#node(isLife ? id : `${id}/${span.kind}/${span.from}`, above, span.from);
    if (isLife) this.#lives.set(id, node);
    const name = span.kind === "life" ? `container ${span.label}` : span.label;
    const { container, sandbox } = span;
    const isSandbox = sandbox !== undefined;
    this.#add(app, span, node, above, name, SPAN_KIND.internal, {
      "faas.instance": isSandbox ? undefined : (container ?? id),
      "modal.sandbox.id": sandbox,
    });
  }

  #node(id: string, above: Node | undefined, from: number): Node {
    return { traceId: above?.traceId ?? hexOf(`trace ${id}`, 32), spanId: hexOf(`span ${id}`, 16), from, events: [] };
  }

  #add(
    app: string,
    { from, to, state, status, ...rest }: Span,
    { traceId, spanId, events }: Node,
    above: Node | undefined,
    name: string,
    kind: number,
    values: Parameters<typeof attributes>[0],
  ): void {
    const end = this.#timeline.data.events[to];
    const error = end && "error" in end && typeof end.error === "object" && end.error ? end.error : undefined;
    const isBad = state === "bad";
    const all: readonly OtlpAttribute[] = attributes({
      ...values,
      "modal.status": status === "" ? undefined : status,
      "modal.unfinished": state === "open" ? true : undefined,
      "error.type": isBad ? (error?.name ?? status) : undefined,
    });
    const span: OtlpSpan = {
      traceId,
      spanId,
      ...(above && { parentSpanId: above.spanId }),
      name,
      kind,
      startTimeUnixNano: this.#nanoseconds(from),
      endTimeUnixNano: nanoseconds(this.#times.endOf({ from, to, state, status, ...rest })),
      attributes: all,
      events,
      status: isBad ? { code: STATUS_ERROR, message: error ? `${error.name}: ${error.message}` : status } : {},
    };
    this.#spans.push({ app, span });
  }

  /** The attempt at an input whose code has made a call: the latest of those that had begun. */
  #makerOf(input: string, from: number): Node | undefined {
    const attempts = this.#attempts.get(input);
    return (
      attempts?.findLast((node) => node.from < from) ?? this.#calls.get(this.#timeline.origins.callOf(input) ?? "")
    );
  }

  /** The innermost span that an event belongs to. */
  #nodeOf(event: WorldEvent): Node | undefined {
    if ("input" in event && event.input !== null) {
      const attempt = this.#attempts.get(event.input)?.findLast(({ from }) => from < event.seq - this.#dropped);
      return attempt ?? this.#calls.get(this.#timeline.origins.callOf(event.input) ?? "");
    }
    if ("call" in event) return this.#calls.get(event.call);
    if ("sandbox" in event) return this.#lives.get(event.sandbox);
    if (!("container" in event) || !event.container) return undefined;
    return this.#lives.get(this.#timeline.origins.container(event.container).sandbox ?? event.container);
  }

  get #dropped(): number {
    return this.#timeline.data.events[0]?.seq ?? 0;
  }

  #nanoseconds(position: number): string {
    return nanoseconds(this.#times.at(position));
  }
}

/** Spans of all tracks with their tracks, in the order in which they begin. */
function inOrder(tracks: readonly Track[]): readonly (readonly [Track, Span])[] {
  return tracks
    .flatMap((track) => track.spans.map((span) => [track, span] as const))
    .toSorted(([, a], [, b]) => a.from - b.from);
}

function placeOf(definition: ReportFunction | undefined): Parameters<typeof attributes>[0] {
  return {
    "code.function.name": definition?.tag,
    "code.file.path": definition?.file,
    "code.line.number": definition?.line,
  };
}

function hexOf(id: string, digits: number): string {
  return createHash("sha256").update(id).digest("hex").slice(0, digits);
}
