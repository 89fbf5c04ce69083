import type { WorldEvent } from "../../emulator/index.js";

/** A time at which a function was called by its schedule. */
export interface Fire {
  /** Epoch milliseconds. */
  readonly at: number;
  outcome: "running" | "succeeded" | "failed";
}

/** What a scheduled function did. */
export interface ScheduledRecord {
  /** Id of its app. */
  readonly app: string;
  readonly function: string;
  readonly fires: Fire[];
  retries: number;
}

/** Calls of a function that failed alike. */
export interface FailureRecord {
  readonly function: string;
  /** Heading of the error. */
  readonly error: string;
  /** Epoch milliseconds of the first. */
  readonly firstAt: number;
  count: number;
  /** Those that reach nobody: of schedules and of `spawn`. */
  unheard: number;
}

interface OpenCall {
  readonly function: string;
  readonly kind: string;
  /** Of a schedule. */
  readonly fire: Fire | undefined;
  readonly scheduled: ScheduledRecord | undefined;
  unended: number;
}

interface OpenInput {
  readonly call: OpenCall;
  readonly callId: string;
  error: string | undefined;
}

/** Kinds of calls that may get further inputs. */
const GROWING: ReadonlySet<string> = new Set(["map", "spawn"]);

/** Collects what happens in a simulation, event by event. */
export class SimulationRecord {
  readonly #scheduled = new Map<string, ScheduledRecord>();
  readonly #failures = new Map<string, FailureRecord>();
  readonly #calls = new Map<string, OpenCall>();
  readonly #inputs = new Map<string, OpenInput>();
  /** Whose call comes next. */
  #due: ScheduledRecord | undefined;
  readonly counts = { calls: 0, inputs: 0, containers: 0, retries: 0, faults: 0 };

  see(event: WorldEvent): void {
    switch (event.type) {
      case "schedule.fired":
        this.#due = this.#recordOf(event.app, event.function);
        break;
      case "call.created":
        this.#created(event);
        break;
      case "input.created": {
        this.counts.inputs++;
        const call = this.#calls.get(event.call);
        if (call) {
          call.unended++;
          this.#inputs.set(event.input, { call, callId: event.call, error: undefined });
        }
        break;
      }
      case "input.retry": {
        this.counts.retries++;
        const scheduled = this.#inputs.get(event.input)?.call.scheduled;
        if (scheduled) scheduled.retries++;
        break;
      }
      case "attempt.ended": {
        const input = this.#inputs.get(event.input);
        if (input) input.error = event.error && `${event.error.name}: ${event.error.message}`;
        break;
      }
      case "input.ended":
        this.#ended(event);
        break;
      case "container.created":
        this.counts.containers++;
        break;
      case "fault.injected":
      case "fault.storage":
      case "fault.build":
      case "fault.rpc":
      case "fault.exec":
        this.counts.faults++;
        break;
      default: // is no part of the report
    }
  }

  /** By functions, in the order in which they were first due. */
  get scheduled(): readonly ScheduledRecord[] {
    return [...this.#scheduled.values()];
  }

  /** In the order of their first. */
  get failures(): readonly FailureRecord[] {
    return [...this.#failures.values()];
  }

  /** A call failed for good, and nobody hears of it. */
  get hasFailed(): boolean {
    return this.failures.some(({ unheard }) => unheard > 0);
  }

  #recordOf(app: string, name: string): ScheduledRecord {
    const key = `${app}/${name}`;
    const known = this.#scheduled.get(key);
    if (known) return known;
    const record: ScheduledRecord = { app, function: name, fires: [], retries: 0 };
    this.#scheduled.set(key, record);
    return record;
  }

  #created({ call: id, function: name, kind, at }: Extract<WorldEvent, { type: "call.created" }>): void {
    this.counts.calls++;
    const scheduled = kind === "schedule" ? this.#due : undefined;
    const fire: Fire | undefined = scheduled && { at, outcome: "running" };
    if (fire) scheduled?.fires.push(fire);
    this.#calls.set(id, { function: name, kind, fire, scheduled, unended: 0 });
  }

  #ended({ input: id, status, at }: Extract<WorldEvent, { type: "input.ended" }>): void {
    const input = this.#inputs.get(id);
    if (!input) return;
    const { call, callId, error = status } = input;
    this.#inputs.delete(id);
    call.unended--;
    if (call.unended === 0 && !GROWING.has(call.kind)) this.#calls.delete(callId);
    const isFailed = status !== "SUCCESS" && status !== "TERMINATED";
    if (call.fire) call.fire.outcome = isFailed ? "failed" : "succeeded";
    if (isFailed) this.#failed(call, error, at);
  }

  #failed({ function: name, kind }: OpenCall, error: string, at: number): void {
    const key = JSON.stringify([name, error]);
    const known = this.#failures.get(key) ?? { function: name, error, firstAt: at, count: 0, unheard: 0 };
    this.#failures.set(key, known);
    known.count++;
    if (kind === "schedule" || kind === "spawn") known.unheard++;
  }
}
