import type { Outcome } from "../../contract/backend.js";
import type { Wire } from "../../contract/wire.js";
import type { CallTarget } from "./function-record.js";
import type { AttemptStatus } from "../kernel/events.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import { checkInputTransition, isFinal, type InputState } from "./input-states.js";
import type { ResultSink } from "./result-sink.js";
import type { Workplace } from "./workplace.js";

export type CallKind = "remote" | "spawn" | "map" | "generator" | "schedule" | "web";

/** A function call, with as many inputs as it was made with so far. */
export class CallRecord {
  readonly id: string;
  readonly kind: CallKind;
  readonly target: CallTarget;
  /** The input that made this call, if one did. */
  readonly parent: InputRecord | undefined;
  readonly inputs: InputRecord[] = [];
  unended = 0;
  sink: ResultSink | undefined;
  /** Whoever was to get its result has it, and does not ask again. */
  isTaken = false;

  constructor(id: string, kind: CallKind, target: CallTarget, parent: InputRecord | undefined) {
    this.id = id;
    this.kind = kind;
    this.target = target;
    this.parent = parent;
    parent?.made(this);
  }
}

const NONE: readonly CallRecord[] = [];

/** An input of a call, from its creation to its outcome. */
export class InputRecord {
  readonly id: string;
  readonly call: CallRecord;
  readonly index: number;
  /** Kept until the input ends, for retries. */
  args: Wire;
  /** Number of the current attempt, from 1; 0 before the first. */
  attempt = 0;
  /** Retries that counted against the policy. */
  retries = 0;
  /** Times that the input was lost without an outcome, but for those that it had no part in. */
  losses = 0;
  /** Where it runs. */
  place: Workplace | undefined;
  /** What runs takes a place in its pool. */
  readonly takesPlace = true;
  /** Id of the container it ran in last. */
  taskId: string | undefined;
  limit: TimerHandle | undefined;
  outcome: Outcome | undefined;
  /** What it came to, kept for whoever looks back; without results whose bytes go to whoever asked for them. */
  record: Outcome | undefined;
  status: AttemptStatus | undefined;
  endedAt: number | undefined;
  #children: CallRecord[] | undefined;
  #state: InputState;

  constructor(id: string, call: CallRecord, args: Wire, state: "unsent" | "queued") {
    this.id = id;
    this.call = call;
    this.index = call.inputs.length;
    this.args = args;
    this.#state = state;
    call.inputs.push(this);
    call.unended++;
    call.target.app.unended++;
  }

  /** The calls that it made. */
  get children(): readonly CallRecord[] {
    return this.#children ?? NONE;
  }

  /** The inputs that share a call of the function with it, itself included. */
  get together(): readonly InputRecord[] {
    return this.place?.togetherWith(this) ?? [this];
  }

  made(call: CallRecord): void {
    (this.#children ??= []).push(call);
  }

  get state(): InputState {
    return this.#state;
  }

  get isEnded(): boolean {
    return isFinal(this.#state);
  }

  moveTo(state: InputState): void {
    checkInputTransition(this.#state, state);
    this.#state = state;
  }
}
