import type { WorldEvent } from "../../emulator/kernel/events.js";
import { type Lanes, newTrack } from "./lanes.js";
import type { Origins } from "./origins.js";
import { PackedRows } from "./packed-rows.js";
import type { Span, Track } from "./track.js";

interface OpenCall {
  readonly span: Span;
  readonly depth: number;
  /** Inputs that have not ended. */
  unended: number;
  isOnRow: boolean;
}

/** All calls, those of clients above, and those that other calls have made below, by how deep. */
export class CallLanes implements Lanes {
  readonly #origins: Origins;
  readonly #depths: { readonly track: Track; readonly rows: PackedRows }[] = [];
  readonly #calls = new Map<string, OpenCall>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  read(event: WorldEvent, at: number): void {
    if (event.type === "call.created") this.#begin(event, at);
    else if (event.type === "input.created") this.#add(event.call);
    else if (event.type === "input.retry") this.#note(event.input, "retried", "");
    else if (event.type === "call.cancelled") this.#cancel(event.call);
    else if (event.type === "input.ended") {
      if (event.status !== "SUCCESS") this.#note(event.input, "bad", event.status);
      this.#end(event.input, at);
    }
  }

  finish(last: number): Track[] {
    for (const { span, unended } of this.#calls.values())
      if (unended > 0) Object.assign(span, { to: last, state: "open", status: "has not ended" });
    for (const { track, rows } of this.#depths) track.rows = rows.count;
    return this.#depths.map(({ track }) => track);
  }

  #begin({ call, function: tag, parent, kind }: Extract<WorldEvent, { type: "call.created" }>, at: number): void {
    const above = parent === null ? undefined : this.#calls.get(this.#origins.callOf(parent) ?? "");
    const depth = above ? above.depth + 1 : 0;
    const { track, rows } = (this.#depths[depth] ??= {
      track: newTrack("calls", `calls-${depth}`, "Calls", depth === 0 ? "calls" : `nested, ${depth} deep`),
      rows: new PackedRows(),
    });
    const span: Span = {
      kind: "call",
      label: kind === "remote" ? tag : `${tag} (${kind})`,
      row: rows.take(),
      from: at,
      to: at,
      state: "good",
      status: "",
      call,
      ...(parent !== null && { parent }),
    };
    track.spans.push(span);
    this.#calls.set(call, { span, depth, unended: 0, isOnRow: true });
  }

  #add(id: string): void {
    const call = this.#calls.get(id);
    if (call) call.unended++;
  }

  #note(input: string, state: Span["state"], status: string): void {
    const span = this.#of(input)?.span;
    if (!span || span.state === "bad") return;
    span.state = state;
    if (status !== "") span.status = status;
  }

  #cancel(id: string): void {
    const span = this.#calls.get(id)?.span;
    if (span) Object.assign(span, { state: "left", status: "cancelled" });
  }

  /** It may yet come to have further inputs, as maps do: it keeps its line then, and may overlap what came there. */
  #end(input: string, at: number): void {
    const call = this.#of(input);
    if (!call) return;
    call.span.to = at;
    if (--call.unended > 0 || !call.isOnRow) return;
    call.isOnRow = false;
    this.#depths[call.depth]?.rows.giveBack(call.span.row);
  }

  #of(input: string): OpenCall | undefined {
    return this.#calls.get(this.#origins.callOf(input) ?? "");
  }
}
