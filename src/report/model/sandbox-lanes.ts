import type { WorldEvent } from "../../emulator/kernel/events.js";
import { containerMark } from "./container-mark.js";
import { type Lanes, mark, newTrack } from "./lanes.js";
import type { Origins } from "./origins.js";
import { PackedRows } from "./packed-rows.js";
import type { Span, Track } from "./track.js";

interface Lane {
  readonly track: Track;
  readonly rows: PackedRows;
  readonly life: Span;
  /** By the number of the process. */
  readonly commands: Map<number, Span>;
}

/** A lane per sandbox: its life, and the commands that ran in it. */
export class SandboxLanes implements Lanes {
  readonly #origins: Origins;
  readonly #lanes = new Map<string, Lane>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  read(event: WorldEvent, at: number): void {
    if (event.type === "sandbox.created") this.#lane(event.sandbox, at, event);
    else if (event.type === "sandbox.exec") this.#begin(event, at);
    else if (event.type === "sandbox.execEnded") this.#end(event, at);
    else if (event.type === "sandbox.ready" || event.type === "sandbox.snapshotted")
      mark(this.#lane(event.sandbox, at).track, "ready", at);
    else if (event.type === "fault.exec") mark(this.#lane(event.sandbox, at).track, "fault", at);
    else if (event.type === "sandbox.ended") {
      const isGood = event.code === 0 || event.status === "TERMINATED";
      const { life } = this.#lane(event.sandbox, at);
      Object.assign(life, { to: at, state: isGood ? "good" : "bad", status: `${event.status}, ${event.code}` });
    } else if ("container" in event && event.container) this.#readOfContainer(event, event.container, at);
  }

  finish(last: number): Track[] {
    return Array.from(this.#lanes.values(), ({ track, rows, life, commands }) => {
      for (const span of [life, ...commands.values()])
        if (span.state === "open") Object.assign(span, { to: last, status: "has not ended" });
      track.rows = rows.count + 1;
      return track;
    });
  }

  #readOfContainer(event: WorldEvent, container: string, at: number): void {
    const { sandbox } = this.#origins.container(container);
    const kind = containerMark(event);
    if (sandbox !== undefined && kind) mark(this.#lane(sandbox, at).track, kind, at);
  }

  #lane(id: string, at: number, created?: Extract<WorldEvent, { type: "sandbox.created" }>): Lane {
    const known = this.#lanes.get(id);
    if (known) return known;
    const app = this.#origins.appName(created?.app);
    const track = newTrack("sandbox", id, "Sandboxes", created?.name ?? id, app);
    const label = created?.command === undefined || created.command === "" ? "sandbox" : created.command;
    const life: Span = { kind: "sandbox", label, row: 0, from: at, to: at, state: "open", status: "", sandbox: id };
    track.spans.push(life);
    const lane = { track, rows: new PackedRows(), life, commands: new Map<number, Span>() };
    this.#lanes.set(id, lane);
    return lane;
  }

  #begin({ sandbox, process, command }: Extract<WorldEvent, { type: "sandbox.exec" }>, at: number): void {
    const { track, rows, commands } = this.#lane(sandbox, at);
    const row = rows.take() + 1;
    const span: Span = { kind: "command", label: command, row, from: at, to: at, state: "open", status: "", sandbox };
    track.spans.push(span);
    commands.set(process, span);
  }

  #end({ sandbox, process, code }: Extract<WorldEvent, { type: "sandbox.execEnded" }>, at: number): void {
    const { rows, commands } = this.#lane(sandbox, at);
    const span = commands.get(process);
    if (!span) return;
    Object.assign(span, { to: at, state: code === 0 ? "good" : "bad", status: `code ${code}` });
    commands.delete(process);
    rows.giveBack(span.row - 1);
  }
}
