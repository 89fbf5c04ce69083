import type { TurnMessage } from "../wire/turn-message.js";
import type { ContainerBody } from "../container/container-body.js";
import { ContainerRuntime } from "../container/container-runtime.js";
import type { Delivery, ForeseenInput, Horizon, Report } from "../../kernel/protocol.js";
import { Pulse } from "../routing/pulse.js";
import type { RunningContainer } from "../routing/running-container.js";
import { immediate } from "../../time/real-time.js";
import { LaneCode, type InlineHost } from "./lane-code.js";
import { LaneInspector } from "./lane-inspector.js";
import { KeptBuiltIns } from "../realm/kept-built-ins.js";
import { Quiescence } from "./quiescence.js";
import { runAhead } from "./run-ahead.js";
import type { WrittenLines } from "./written-lines.js";
import type { LaneHost, WrittenLine } from "../container/lane-host.js";

export interface LaneOptions {
  /** Real milliseconds after which real I/O fails its input. */
  readonly realIoLimitMs: number;
  /** Freezes the built-in objects of the thread. */
  readonly strict?: boolean | undefined;
  /** Watches for what could make two runs differ. */
  readonly inspect?: boolean | undefined;
}

/**
 * Hosts containers: gives them turns and says when all of them are quiescent. Lives in a worker thread, or in the
 * host's.
 */
export class LaneRuntime implements LaneHost {
  now = 0;
  readonly pulse: Pulse;
  readonly #lines: WrittenLines | undefined;
  readonly #inline: InlineHost | undefined;
  readonly #containers = new Map<number, ContainerRuntime>();
  readonly #code: LaneCode;
  readonly #quiescence: Quiescence;
  readonly #builtIns = new KeptBuiltIns();
  readonly #inspector: LaneInspector | undefined;
  #reporting = new Set<ContainerRuntime>();

  /**
   * @param inline what inline containers run; only the host's own thread has any
   * @param lines keeps what is written during a turn, for the case that the thread dies
   */
  constructor(
    { realIoLimitMs, inspect }: LaneOptions,
    inline?: InlineHost,
    pulse: Pulse = new Pulse(),
    lines?: WrittenLines,
  ) {
    this.pulse = pulse;
    this.#lines = lines;
    this.#inline = inline;
    this.#code = new LaneCode(inline);
    this.#quiescence = new Quiescence(
      pulse,
      realIoLimitMs,
      (container) => this.#containers.get(container.ordinal) === container,
      (body) => this.#builtIns.without(body),
    );
    if (!inspect) return;
    const inspector = new LaneInspector();
    this.#inspector = inspector;
    this.#quiescence.onUse(({ ordinal }, type) => inspector.used(ordinal, type));
  }

  async turn({ now, bundles, images, deliveries, horizon }: TurnMessage): Promise<Report[]> {
    this.now = now;
    this.#lines?.clear();
    this.#code.add(bundles, images);
    // containers' code begins as a microtask in every kind of lane, so that ticks and microtasks come in the same order
    await Promise.resolve();
    if (this.#builtIns.wereChanged) await immediate(); // first come others that live in this thread
    const found: { ordinal: number; container: ContainerRuntime; messages: readonly Delivery[] }[] = [];
    for (const [ordinal, messages] of deliveries) {
      const container = this.#container(ordinal, messages);
      if (!container) continue;
      this.#reporting.add(container);
      found.push({ ordinal, container, messages });
    }
    const waking = found
      .filter(({ messages }) => messages.some(({ type }) => type === "wake"))
      .map(({ container }) => container);
    this.#builtIns.giveBack(this.#inline !== undefined);
    try {
      for (const { ordinal, container, messages } of found) {
        for (const message of messages) {
          if (message.type === "wake") continue;
          this.pulse.enter(ordinal);
          this.#deliver(container, message);
          if (deliveries.length > 1) this.pulse.leave();
        }
      }
      await immediate();
      if (waking.length > 0) await this.#fireTimers(waking, deliveries.length === 1);
      await this.#quiescence.reached(this.#reporting);
      this.pulse.leave();
    } finally {
      this.#builtIns.takeAway();
    }
    const reports = this.#takeReports();
    if (horizon) return this.#runAhead(reports, horizon);
    return this.#inspected(reports);
  }

  #inspected(reports: Report[]): Report[] {
    if (!this.#inspector) return reports;
    this.#builtIns.giveBack(this.#inline !== undefined);
    const annotated = this.#inspector.annotate(reports, this.#code.specifiers);
    this.#builtIns.takeAway();
    return annotated;
  }

  /** What stands in the way of a delivery is the container's own doing: it has changed what all code stands on. */
  #deliver(container: ContainerRuntime, message: Delivery): void {
    try {
      container.deliver(message);
    } catch (error) {
      container.fail(error);
    }
  }

  safely<T>(body: () => T): T {
    return this.#builtIns.without(body);
  }

  /** Whether code of containers has changed built-in functions. */
  get hasChangedBuiltIns(): boolean {
    return this.#builtIns.wereChanged;
  }

  #takeReports(): Report[] {
    for (const container of this.#reporting) container.endTurn();
    const reporting = this.#reporting;
    this.#reporting = new Set();
    this.#lines?.clear();
    return Array.from(reporting, reportOf);
  }

  /** Only a container that is alone in its turn may run ahead. */
  async #runAhead(reports: Report[], { ordinal, inputs }: Horizon): Promise<Report[]> {
    const container = this.#containers.get(ordinal);
    const [first, ...others] = reports;
    if (!container || !first || others.length > 0) return reports;
    this.pulse.enter(ordinal);
    this.#builtIns.giveBack(this.#inline !== undefined);
    const port = {
      quiescence: this.#quiescence,
      get isAlive() {
        return container.isAlive;
      },
      start: ([at, inputId, callId]: ForeseenInput) => {
        this.now = at;
        this.pulse.enter(ordinal);
        this.#reporting.add(container);
        container.deliver({ type: "input", inputId, callId, attempt: 1, args: [], method: undefined });
      },
      end: () => {
        container.endTurn();
        this.#reporting.delete(container);
        return reportOf(container);
      },
      quiescent: () => this.#quiescence.reached(this.#reporting),
    };
    const report = await runAhead(port, first, inputs);
    this.pulse.leave();
    this.#builtIns.takeAway();
    return [report];
  }

  /** What a container runs, if it lives here. */
  tagOf(ordinal: number): string | undefined {
    return this.#containers.get(ordinal)?.tag;
  }

  /** Nothing that is real is open on behalf of a container. */
  get isIdle(): boolean {
    return this.#quiescence.isIdle;
  }

  /** Ends all containers; the lane can serve another world then. */
  reset(): void {
    for (const container of [...this.#containers.values()]) container.deliver({ type: "drop" });
    this.#code.clear();
  }

  close(): void {
    this.reset();
    this.#quiescence.close();
    this.#inspector?.close();
  }

  /** Whether a container lives here. */
  owns(container: RunningContainer): boolean {
    return this.#containers.get(container.ordinal) === container;
  }

  /** Ends all containers where a turn has broken off. */
  abandon(): void {
    this.#builtIns.takeAway();
    this.close();
  }

  load(container: ContainerRuntime): Promise<ContainerBody> {
    return this.#code.load(container);
  }

  mapStack(text: string): string {
    return this.#code.mapStack(text);
  }

  wrote(line: WrittenLine): void {
    this.#lines?.add(line);
  }

  begin(container: ContainerRuntime, what: string): void {
    if (what.startsWith("fetch")) this.#inspector?.used(container.ordinal, what);
    this.#quiescence.begin(container, what);
  }

  end(container: ContainerRuntime, what: string): void {
    this.#quiescence.end(container, what);
  }

  touched(container: ContainerRuntime): void {
    this.pulse.call(container.ordinal);
    this.#reporting.add(container);
  }

  dropped(container: ContainerRuntime): void {
    this.#containers.delete(container.ordinal);
    this.#quiescence.forget(container);
  }

  #container(ordinal: number, messages: readonly Delivery[]): ContainerRuntime | undefined {
    const [first] = messages;
    if (first?.type !== "start") return this.#containers.get(ordinal);
    const container = new ContainerRuntime(
      ordinal,
      first.spec,
      this,
      first.spec.code.kind === "inline" ? this.#inline?.bindings : undefined,
    );
    this.#containers.set(ordinal, container);
    this.#inspector?.watch(container);
    return container;
  }

  /** Fires what is due, one timer of each container at a time, so that microtasks run in between as in Node. */
  async #fireTimers(containers: readonly ContainerRuntime[], isAlone: boolean): Promise<void> {
    const waking = new Set(containers);
    while (waking.size > 0) {
      for (const container of waking) {
        this.pulse.enter(container.ordinal);
        if (!container.timers.fireNext()) waking.delete(container);
        if (!isAlone) this.pulse.leave();
      }
      await immediate();
    }
  }
}

function reportOf(container: ContainerRuntime): Report {
  return {
    ordinal: container.ordinal,
    requests: container.takeRequests(),
    nextTimer: container.isAlive ? container.timers.nextAt : null,
  };
}
