import type { AppState } from "../records/app-record.js";
import type { FunctionRecord } from "../records/function-record.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Foresight } from "../kernel/turns-ahead.js";
import type { Delivery, ForeseenInput, Horizon } from "../kernel/protocol.js";
import type { InputRecord } from "../records/call-record.js";
import type { Container } from "../records/container.js";
import type { Schedules } from "./schedules.js";

export interface ForesightPort {
  readonly schedules: Schedules;
  /** The function that a living container is of. */
  targetOf(ordinal: number): FunctionRecord | undefined;
  input(id: string): InputRecord | undefined;
  /** Whether something may go wrong on purpose. */
  mayFail(target: FunctionRecord): boolean;
  /** Whether it runs in the host, where it can look at the world and have the test go on. */
  isInline(target: FunctionRecord): boolean;
}

/** How often in a row a container may run ahead: at first, and at most. */
const STRIDES = [8, 512] as const;

/** A function that wants more than its input is given the chance again after this many fires. */
const PAUSE = 64;

/** In these states, an app does not stop by itself when its calls have ended. */
const LASTING: ReadonlySet<AppState> = new Set(["deployed", "ephemeral", "detached"]);

/**
 * Foresees the calls of a schedule that is the only thing to happen for a while: a container that is alone can take
 * them in one go. Nothing but the number of turns depends on it: fires, calls and attempts are made as ever,
 * afterwards.
 */
export class ScheduleForesight implements Foresight {
  readonly #kernel: Kernel;
  readonly #port: ForesightPort;
  readonly #strides = new WeakMap<FunctionRecord, { stride: number; pause: number }>();

  constructor(kernel: Kernel, port: ForesightPort) {
    this.#kernel = kernel;
    this.#port = port;
  }

  foresee(deliveries: ReadonlyMap<number, readonly Delivery[]>, until: number): Horizon | undefined {
    const input = this.#alone(deliveries);
    const container = input?.place?.container;
    if (!input || !container) return undefined;
    const target = input.call.target.service;
    const pace = this.#paceOf(target);
    if (pace.pause > 0) {
      pace.pause--;
      return undefined;
    }
    const times = this.#times(input, container, until, pace.stride);
    if (times.length === 0) return undefined;
    const ids = this.#kernel.ids.foresee(times.flatMap(() => ["fc", "in"] as const));
    return {
      ordinal: container.ordinal,
      inputs: times.map((at, index): ForeseenInput => [at, ids[2 * index + 1] ?? "", ids[2 * index] ?? ""]),
    };
  }

  happened({ ordinal, inputs }: Horizon, steps: number): void {
    const target = this.#port.targetOf(ordinal);
    if (!target) return;
    const pace = this.#paceOf(target);
    pace.stride = steps === inputs.length ? Math.min(2 * pace.stride, STRIDES[1]) : Math.max(steps, STRIDES[0]);
    if (steps === 0) pace.pause = PAUSE;
  }

  #paceOf(target: FunctionRecord): { stride: number; pause: number } {
    const pace = this.#strides.get(target) ?? { stride: STRIDES[0], pause: 0 };
    this.#strides.set(target, pace);
    return pace;
  }

  /**
   * The call of its schedule that a container got, if that is all that happens, and if the next call is going to find
   * the container as it is.
   */
  #alone(deliveries: ReadonlyMap<number, readonly Delivery[]>): InputRecord | undefined {
    if (deliveries.size !== 1 || this.#kernel.events.isHeard) return undefined;
    const [[ordinal, [delivery, ...others]]] = deliveries as unknown as [[number, readonly Delivery[]]];
    if (delivery?.type !== "input" || others.length > 0) return undefined;
    const input = this.#port.input(delivery.inputId);
    const container = input?.place?.container;
    if (!input || container?.ordinal !== ordinal) return undefined;
    const { service: target } = input.call.target;
    const { settings, isGenerator } = target.definition;
    const isPlain =
      !settings.batch &&
      !settings.concurrency &&
      !settings.singleUseContainers &&
      !isGenerator &&
      target.mounts.length === 0;
    const isScheduled = input.call.kind === "schedule" && input.attempt === 1 && target.pool.stats.backlog === 0;
    return isPlain &&
      isScheduled &&
      !container.timers.wake &&
      LASTING.has(target.app.state) &&
      !this.#port.mayFail(target) &&
      !this.#port.isInline(target)
      ? input
      : undefined;
  }

  /** The next times at which nothing but the schedule is due, and the container has not been idle for too long. */
  #times({ call, limit }: InputRecord, { timers }: Container, until: number, count: number): number[] {
    const target = call.target.service;
    const schedule = this.#port.schedules.upcoming(target);
    if (!schedule) return [];
    const other = this.#kernel.timers.nextBesides([schedule.timer, timers.scaleDown, limit]);
    const { scale, stats } = target.pool;
    const { scaledownWindowMs, minContainers } = scale;
    const idleMs = stats.numTotalRunners <= minContainers ? Number.POSITIVE_INFINITY : scaledownWindowMs;
    const times: number[] = [];
    for (
      let before = this.#kernel.now, at = schedule.timer?.at;
      at !== undefined && times.length < count;
      before = at, at = schedule.next(at)
    ) {
      const isBefore = other === undefined || at < other.at || (at === other.at && other.kind === "advance");
      if (!isBefore || at > until || at - before > idleMs) break;
      times.push(at);
    }
    return times;
  }
}
