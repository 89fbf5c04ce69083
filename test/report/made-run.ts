import type { AttemptStatus, EventError, WorldEvent } from "../../src/emulator/kernel/events.js";
import type { ReportData } from "../../src/report/model/report-data.js";
import { EMPTY } from "./support.js";

type EventParts = WorldEvent extends infer E ? (E extends WorldEvent ? Omit<E, "seq" | "at"> : never) : never;

interface AttemptPlan {
  readonly status?: AttemptStatus;
  readonly error?: EventError;
  /** Virtual milliseconds. Default: 100. */
  readonly ms?: number;
  /** Before the next attempt. Default: 1000. */
  readonly delayMs?: number;
  readonly logs?: readonly string[];
  /** Number of its container. Default: 0. */
  readonly container?: number;
  readonly calls?: readonly CallPlan[];
}

export interface CallPlan {
  readonly function: string;
  readonly kind?: "remote" | "map" | "schedule";
  /** Attempts at each input; an input without any waits. Default: one that succeeds. */
  readonly inputs?: readonly (readonly AttemptPlan[])[];
}

/** Writes a log by hand. Ids are of the seed, as those of worlds are. */
export class MadeRun {
  readonly #seed: string;
  readonly #events: WorldEvent[] = [];
  readonly #calls: Record<string, string> = {};
  readonly #containers = new Map<string, string>();
  #now = 1000;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
    this.add({ type: "world.started", seed, startTime: new Date(1000).toISOString() });
  }

  add(event: EventParts): this {
    this.#events.push({ seq: this.#events.length, at: this.#now, ...event });
    return this;
  }

  id(kind: string): string {
    return `${kind}-${this.#seed.padStart(6, "x")}${String(this.#count++).padStart(16, "0")}`;
  }

  call({ function: tag, kind = "remote", inputs = [[{}]] }: CallPlan, parent: string | null = null): this {
    const call = this.id("fc");
    this.#calls[call] = `fu-${tag}`;
    this.add({ type: "call.created", call, function: tag, kind, parent });
    const made = inputs.map((attempts, index) => {
      const input = this.id("in");
      this.add({ type: "input.created", input, call, index });
      return { input, attempts };
    });
    for (const { input, attempts } of made)
      for (const [index, attempt] of attempts.entries()) this.#attempt(tag, input, index, attempt, attempts.length);
    return this;
  }

  #attempt(tag: string, input: string, index: number, plan: AttemptPlan, count: number): void {
    const { status = "SUCCESS", error, ms = 100, delayMs = 1000, logs = [], calls = [] } = plan;
    const container = this.#container(tag, plan.container ?? 0);
    this.add({ type: "attempt.started", input, attempt: index + 1, container });
    for (const text of logs) this.add({ type: "log", container, input, stream: "stdout", text });
    for (const call of calls) this.call(call, input);
    this.#now += ms;
    this.add({ type: "attempt.ended", input, attempt: index + 1, status, ...(error && { error }) });
    if (index + 1 === count) return void this.add({ type: "input.ended", input, status });
    this.add({ type: "input.retry", input, attempt: index + 2, delayMs });
    this.#now += delayMs;
  }

  #container(tag: string, index: number): string {
    const key = `${tag}/${index}`;
    const known = this.#containers.get(key);
    if (known !== undefined) return known;
    const container = this.id("ta");
    this.#containers.set(key, container);
    this.add({ type: "container.created", container, function: tag, reason: "1 queued" });
    this.add({ type: "container.started", container });
    return container;
  }

  data(parts: Partial<ReportData> = {}): ReportData {
    const tags = new Set(Object.values(this.#calls).map((id) => id.slice(3)));
    const containers = Array.from(this.#containers, ([key, id]) => {
      const [tag = ""] = key.split("/");
      return [id, { target: `fu-${tag}`, tag, app: "ap" }];
    });
    return {
      ...EMPTY,
      seed: this.#seed,
      now: this.#now,
      apps: { ap: { name: "shop", environment: "main" } },
      functions: Object.fromEntries(Array.from(tags, (tag) => [`fu-${tag}`, { tag, app: "ap" }])),
      containers: Object.fromEntries(containers),
      calls: this.#calls,
      events: this.#events,
      ...parts,
    };
  }
}

/** A run of some calls. */
export function madeOf(seed: string, calls: readonly CallPlan[], parts: Partial<ReportData> = {}): ReportData {
  const run = new MadeRun(seed);
  for (const call of calls) run.call(call);
  return run.data(parts);
}
