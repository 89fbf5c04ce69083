import type { WorldEvent } from "../../emulator/kernel/events.js";
import { containerMark } from "./container-mark.js";
import { type Lanes, mark, newTrack } from "./lanes.js";
import type { Origins } from "./origins.js";
import { PackedRows } from "./packed-rows.js";
import { sharedLanes } from "./shared-lanes.js";
import type { Span, Track } from "./track.js";

interface Lane {
  readonly track: Track;
  readonly rows: PackedRows;
  /** None of what stands for a container. */
  readonly life: Span | undefined;
  /** The start or the exit that is under way. */
  phase: Span | undefined;
  /** By input. */
  readonly attempts: Map<string, Span>;
}

/** A lane per container: its start, the attempts that ran in it, its end, and what happened there. */
export class ContainerLanes implements Lanes {
  readonly #origins: Origins;
  readonly #lanes = new Map<string, Lane>();
  /** Where an input runs. */
  readonly #places = new Map<string, Lane>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  read(event: WorldEvent, at: number): void {
    if ("container" in event && event.container && this.#origins.container(event.container).sandbox !== undefined)
      return;
    if (event.type === "container.created") this.#lane(event.container, at, true);
    else if (event.type === "container.started") this.#endPhase(event.container, at, "good");
    else if (event.type === "attempt.started") this.#begin(event, at);
    else if (event.type === "attempt.ended") this.#end(event, at);
    else if (event.type === "container.exiting") {
      const lane = this.#lane(event.container, at);
      lane.phase = addSpan(lane, { kind: "exit", label: "exit", row: 0, from: at, to: at, status: event.reason });
    } else if (event.type === "container.stopped") this.#stop(event.container, at, event.reason);
    else {
      const kind = containerMark(event);
      if (!kind || !("container" in event) || !event.container) return;
      const lane = this.#lane(event.container, at);
      const row = event.type === "log" && event.input !== null ? lane.attempts.get(event.input)?.row : 0;
      mark(lane.track, kind, at, row);
    }
  }

  finish(last: number): Track[] {
    const tracks = Array.from(this.#lanes.values(), ({ track, rows, life, phase, attempts }) => {
      for (const span of [life, phase, ...attempts.values()])
        if (span?.state === "open") Object.assign(span, { to: last, status: "has not ended" });
      track.rows = rows.count;
      return track;
    });
    return sharedLanes(tracks);
  }

  /** The lane of a container, from now on if it is not there: its beginning was not kept. */
  #lane(id: string, at: number, isNew = false): Lane {
    const known = this.#lanes.get(id);
    if (known) return known;
    const { tag, app } = this.#origins.container(id);
    const track = newTrack("container", id, `${app === "" ? "" : `${app} · `}${tag}`, id, app);
    const life: Span = { kind: "life", label: tag, row: 0, from: at, to: at, state: "open", status: "", container: id };
    track.spans.push(life);
    const lane: Lane = { track, rows: new PackedRows(), life, phase: undefined, attempts: new Map() };
    if (isNew)
      lane.phase = addSpan(lane, {
        kind: "start",
        label: "start",
        row: 0,
        from: at,
        to: at,
        status: "",
        container: id,
      });
    this.#lanes.set(id, lane);
    return lane;
  }

  /** The lane of what a mock answers. */
  #mock(call: string | undefined): Lane {
    const [tag, app] = [this.#origins.tagOfCall(call), this.#origins.appOfCall(call)];
    const group = `${app === "" ? "" : `${app} · `}${tag}`;
    const id = `mock ${group}`;
    let lane = this.#lanes.get(id);
    if (!lane) {
      const track = newTrack("container", id, group, "answered by a mock", app);
      lane = { track, rows: new PackedRows(), life: undefined, phase: undefined, attempts: new Map() };
      this.#lanes.set(id, lane);
    }
    return lane;
  }

  #endPhase(id: string, at: number, state: Span["state"]): void {
    const lane = this.#lanes.get(id);
    if (!lane?.phase) return;
    Object.assign(lane.phase, { to: at, state });
    lane.phase = undefined;
  }

  #begin({ input, attempt, container }: Extract<WorldEvent, { type: "attempt.started" }>, at: number): void {
    const call = this.#origins.callOf(input);
    const lane = container === null ? this.#mock(call) : this.#lane(container, at);
    const span = addSpan(lane, {
      kind: "attempt",
      label: `${this.#origins.tagOfCall(call)}${attempt > 1 ? ` · attempt ${attempt}` : ""}`,
      row: lane.rows.take(),
      from: at,
      to: at,
      status: "",
      input,
      attempt,
      ...(container !== null && { container }),
      ...(call !== undefined && { call }),
    });
    lane.attempts.set(input, span);
    this.#places.set(input, lane);
  }

  #end({ input, status }: Extract<WorldEvent, { type: "attempt.ended" }>, at: number): void {
    const lane = this.#places.get(input);
    const span = lane?.attempts.get(input);
    if (!lane || !span) return;
    Object.assign(span, { to: at, state: status === "SUCCESS" ? "good" : "bad", status });
    lane.attempts.delete(input);
    lane.rows.giveBack(span.row);
  }

  #stop(id: string, at: number, reason: string): void {
    this.#endPhase(id, at, "left");
    const life = this.#lane(id, at).life;
    if (life) Object.assign(life, { to: at, state: "good", status: reason });
  }
}

function addSpan({ track }: Lane, parts: Omit<Span, "state">): Span {
  const span: Span = { ...parts, state: "open" };
  track.spans.push(span);
  return span;
}
