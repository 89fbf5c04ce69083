import type { EventError, WorldEvent } from "../../emulator/kernel/events.js";
import { Origins } from "../model/origins.js";
import type { ReportData } from "../model/report-data.js";
import type { CallShape, InputShape } from "./call-shape.js";
import { withoutIds } from "./comparison-words.js";

/** Keys of two runs, as numbers: equal texts are equal numbers. */
export class SharedKeys {
  readonly #known = new Map<string, number>();

  of(text: string): number {
    const known = this.#known.get(text) ?? this.#known.size;
    this.#known.set(text, known);
    return known;
  }
}

/**
 * The calls of a run by what they are, whatever their ids: by the input whose code has made them, their function, their
 * kind, and how many such calls there were before.
 */
export class RunShape {
  readonly origins: Origins;
  readonly calls: Map<number, CallShape> = new Map();
  readonly #keys: SharedKeys;
  readonly #counts = new Map<number, number>();
  /** By id. */
  readonly #keyOfCall = new Map<string, number>();
  readonly #inputs = new Map<string, InputShape>();
  readonly #warm = new Set<string>();

  constructor(data: ReportData, keys: SharedKeys) {
    this.origins = new Origins(data);
    this.#keys = keys;
    for (const [at, event] of data.events.entries()) {
      this.origins.read(event);
      this.#read(event, at);
    }
  }

  #read(event: WorldEvent, at: number): void {
    if (event.type === "call.created") return this.#call(event, at);
    if (event.type === "input.created") return this.#input(event, at);
    if (!("input" in event) || event.input === null) return;
    const input = this.#inputs.get(event.input);
    if (!input) return;
    switch (event.type) {
      case "attempt.started": {
        const isCold = event.container !== null && !this.#warm.has(event.container);
        if (event.container !== null) this.#warm.add(event.container);
        input.attempts.push({ at, isCold, status: undefined, error: undefined });
        break;
      }
      case "attempt.ended": {
        const attempt = input.attempts.at(-1);
        if (attempt)
          Object.assign(attempt, { at, status: event.status, error: event.error && shownError(event.error) });
        break;
      }
      case "input.retry":
        input.delays.push(event.delayMs);
        break;
      case "input.ended":
        Object.assign(input, { status: event.status, to: event.at, endedAt: at });
        break;
      case "log":
        input.logs.push({ text: withoutIds(event.text), at });
        break;
      default: // is told otherwise
    }
  }

  #call({ call: id, parent, kind, at: from }: Extract<WorldEvent, { type: "call.created" }>, at: number): void {
    const maker = parent === null ? undefined : this.#inputs.get(parent);
    const makerKey = maker ? this.#keyOfCall.get(this.origins.callOf(parent ?? "") ?? "") : undefined;
    const tag = this.origins.tagOfCall(id);
    const siblings = this.#keys.of(
      `${makerKey ?? "-"}/${maker?.index ?? "-"}/${this.origins.appOfCall(id)}/${tag}/${kind}`,
    );
    const count = (this.#counts.get(siblings) ?? 0) + 1;
    this.#counts.set(siblings, count);
    const key = this.#keys.of(`${siblings}#${count}`);
    this.#keyOfCall.set(id, key);
    const name = kind === "remote" ? tag : `${tag} (${kind})`;
    const label = `${name}, call ${count}${maker ? ` of ${maker.call.label.replace(/ of .*$/s, "")}` : ""}`;
    this.calls.set(key, { label, tag, parent: maker?.call, at, from, inputs: new Map() });
  }

  #input(
    { input: id, call: callId, index, at: from }: Extract<WorldEvent, { type: "input.created" }>,
    at: number,
  ): void {
    const call = this.calls.get(this.#keyOfCall.get(callId) ?? -1);
    if (!call) return;
    const input: InputShape = {
      call,
      index,
      at,
      attempts: [],
      delays: [],
      logs: [],
      status: undefined,
      to: from,
      endedAt: at,
    };
    call.inputs.set(index, input);
    this.#inputs.set(id, input);
  }
}

function shownError({ name, message }: EventError): EventError {
  return { name, message: withoutIds(message) };
}
