import type { Outcome } from "../../contract/backend.js";
import type { AppRecord } from "../records/app-record.js";
import type { FunctionRecord } from "../records/function-record.js";
import type { Attempts } from "../calls/attempts.js";
import type { InputRecord } from "../records/call-record.js";
import type { EndEvent } from "../kernel/event-log.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ContainerSpec } from "../kernel/protocol.js";
import { copyOfWire, type WireError, wireError } from "../../contract/wire.js";
import type { Mounts } from "../storage/mounts.js";
import type { Failing } from "../storage/object-store.js";
import { Cluster } from "../records/cluster.js";
import { Container } from "../records/container.js";
import { ContainerReports, type ReportedContainers } from "./container-reports.js";
import { GracefulExits } from "./graceful-exits.js";
import type { Pool, PoolPort } from "./pool.js";
import { handlePreemption } from "./handle-preemption.js";
import type { FunctionSettings } from "../../contract/function-settings.js";

/** What goes wrong on purpose, as far as containers have to know. */
export interface FaultPort {
  readonly ofAttempts: {
    deliver(inputs: readonly InputRecord[], container: Container, deliver: () => void): void;
    losesOutput(input: InputRecord, attempt: number): boolean;
  };
  readonly ofStarts: { delayMs(container: Container): number };
}

/** What containers need of the rest of the world. */
export interface ContainersPort {
  readonly coldStartMs: number;
  readonly attempts: Attempts;
  readonly mounts: Mounts;
  readonly faults: FaultPort;
  /** @param failing hears why the container cannot be made */
  spec(container: Container, failing: Failing): ContainerSpec;
}

/**
 * Where a container comes from: a redeploy changes the options of its function, but not those that it was made with.
 */
export interface ContainerOrigin {
  readonly target: FunctionRecord;
  readonly settings: FunctionSettings;
  /** Rank 0 of its cluster, whose attempts are also its own; itself, if there is none. */
  readonly leader: string;
  /** Why it was started. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** All containers of a world: starts and stops them. */
export class Containers implements ReportedContainers, PoolPort {
  readonly #kernel: Kernel;
  readonly #port: ContainersPort;
  /** Those that stop in good order. */
  readonly exits: GracefulExits;
  readonly #byOrdinal = new Map<number, Container>();
  /** Of which function each container is, and the options it was made with; also of those that ended, by id. */
  readonly #origins = new Map<string, ContainerOrigin>();
  #created = 0;

  constructor(kernel: Kernel, port: ContainersPort) {
    this.#kernel = kernel;
    this.#port = port;
    this.exits = new GracefulExits(kernel, {
      attempts: port.attempts,
      alive: { [Symbol.iterator]: () => this.#byOrdinal.values() },
      dropContainer: (container, reason, settle) => this.dropContainer(container, reason, settle),
    });
    kernel.handleContainers(new ContainerReports(kernel, this, port));
    handlePreemption(kernel, this);
  }

  get now(): number {
    return this.#kernel.now;
  }

  /** Containers that have not stopped. */
  get alive(): Iterable<Container> {
    return this.#byOrdinal.values();
  }

  byOrdinal(ordinal: number): Container | undefined {
    return this.#byOrdinal.get(ordinal);
  }

  /** The function that a container is or was of. */
  targetOf(containerId: string): FunctionRecord {
    return this.originOf(containerId).target;
  }

  originOf(containerId: string): ContainerOrigin {
    const origin = this.#origins.get(containerId);
    if (!origin) throw new TypeError(`There was no container ${containerId} in this world.`);
    return origin;
  }

  /** Those that live, and those whose ends are kept in the event log, by id, as they were created. */
  get origins(): ReadonlyMap<string, ContainerOrigin> {
    return this.#origins;
  }

  /** Forgets containers that stopped before the events that are kept. */
  forget(ends: readonly EndEvent[]): void {
    for (const event of ends) if (event.type === "container.stopped") this.#origins.delete(event.container);
  }

  createContainer(pool: Pool, reason: string): Container {
    const { cluster } = pool.target.definition.settings;
    const container = this.#create(pool, reason);
    if (cluster) {
      const followers = Array.from({ length: cluster.size - 1 }, (_, index) =>
        this.#create(pool, `rank ${index + 1} of the cluster of ${container.id}`, container.id),
      );
      container.cluster = new Cluster(this.#kernel.ids.next("cl"), [container, ...followers], cluster);
    }
    const { coldStartMs } = this.#port;
    for (const each of container.together) {
      if (coldStartMs > 0)
        this.#kernel.timers.set({
          at: this.now + coldStartMs,
          kind: "arrival",
          label: () => `cold start of a container of \`${pool.target.tag}\``,
          fire: () => this.#start(each),
        });
      else this.#start(each);
    }
    return container;
  }

  #create(pool: Pool, reason: string, leader?: string): Container {
    const container = new Container(++this.#created, this.#kernel.ids.next("ta"), pool);
    this.#byOrdinal.set(container.ordinal, container);
    this.#origins.set(container.id, {
      target: pool.target,
      settings: pool.target.definition.settings,
      leader: leader ?? container.id,
      reason,
      createdAt: this.now,
    });
    this.#kernel.events.add("container.created", { container: container.id, function: pool.target.tag, reason });
    return container;
  }

  #start(container: Container): void {
    if (container.isStopped) return;
    container.moveTo("starting");
    const { settings } = container.pool.target.definition;
    const limitMs = settings.startupTimeoutMs;
    container.timer = this.#kernel.timers.set({
      at: this.now + limitMs,
      kind: "limit",
      label: () => `start-up limit of a container of \`${container.pool.target.tag}\``,
      fire: () =>
        this.failStart(
          container,
          wireError(
            "FunctionTimeoutError",
            `A container of \`${container.pool.target.tag}\` did not start within ${limitMs} ms.`,
          ),
        ),
    });
    const problems: WireError[] = [];
    const spec = this.#port.spec(container, {
      fail: (errorClass, message) =>
        void problems.push(
          wireError(errorClass, `A container of \`${container.pool.target.tag}\` could not start: ${message}`),
        ),
    });
    const [problem] = problems;
    const delayMs = this.#port.faults.ofStarts.delayMs(container);
    const start = problem
      ? () => this.failStart(container, problem)
      : () => this.#kernel.deliver(container.ordinal, { type: "start", spec });
    if (!problem && delayMs === 0) start();
    else
      this.#kernel.timers.set({
        at: this.now + delayMs,
        kind: "arrival",
        label: () => (problem ? "a container that cannot start" : "a slow start"),
        fire: () => (container.isStopped ? undefined : start()),
      });
  }

  startAttempt(input: InputRecord, container: Container): void {
    this.#port.attempts.start(input, container);
    container.wake?.setActive(true);
    container.cluster?.begin(input);
    const { id: inputId, attempt, args, call } = input;
    this.#port.faults.ofAttempts.deliver([input], container, () => {
      for (const { ordinal } of container.together)
        this.#kernel.deliver(ordinal, {
          type: "input",
          inputId,
          callId: call.id,
          attempt,
          args: copyOfWire(args),
          method: call.target.method,
        });
    });
  }

  startBatch(inputs: readonly InputRecord[], container: Container): void {
    for (const input of inputs) this.#port.attempts.start(input, container);
    container.wake?.setActive(true);
    const deliver = (): void =>
      this.#kernel.deliver(container.ordinal, {
        type: "batch",
        inputs: inputs.map((input) => ({
          inputId: input.id,
          callId: input.call.id,
          attempt: input.attempt,
          args: copyOfWire(input.args),
        })),
        method: inputs[0]?.call.target.method,
      });
    this.#port.faults.ofAttempts.deliver(inputs, container, deliver);
  }

  waits(input: InputRecord, reason: string): void {
    this.#kernel.events.add("input.waits", { input: input.id, reason });
  }

  linger(container: Container, ms: number): void {
    const label = (): string =>
      `a batch for container ${container.id} of \`${container.pool.target.tag}\` that may get more inputs`;
    container.lingering = this.#kernel.timers.set({
      at: this.now + ms,
      kind: "arrival",
      label,
      fire: () => container.pool.lingered(container),
    });
  }

  watchIdle(container: Container, ms: number): void {
    container.timer?.cancel();
    container.timer = this.#kernel.timers.set({
      at: this.now + ms,
      kind: "housekeeping",
      label: () => `scale-down of container ${container.id} of \`${container.pool.target.tag}\``,
      fire: () => {
        container.timer = undefined;
        container.pool.idleFor(container);
        if (container.state === "busy") this.watchIdle(container, container.pool.scale.scaledownWindowMs);
      },
    });
  }

  /** @inheritdoc GracefulExits.stop */
  stopContainer(container: Container, reason: string, settle?: () => void): void {
    for (const follower of container.cluster?.followers ?? []) this.exits.stop(follower, reason);
    this.exits.stop(container, reason, settle);
  }

  /** Takes a container away after a grace, as Modal does when it needs the machine. Modal: section 8.6. */
  preempt({ leader }: Container, reason: string): void {
    for (const follower of leader.cluster?.followers ?? []) this.exits.preempt(follower, reason);
    this.exits.preempt(leader, reason);
  }

  /**
   * A container ends without a word: its inputs were lost, and run again elsewhere, up to a number of times. Modal:
   * choice 5 of section 20.
   */
  crash(container: Container, reason: string): void {
    this.dropContainer(container, reason, () => this.lose(container, reason, true));
  }

  /** Calls `done` when no container of an app is on its way out any more. */
  afterExits(app: AppRecord, done: () => void): void {
    this.exits.after(app, done);
  }

  /**
   * Stops a container whatever it runs; its inputs run again elsewhere.
   * @param settle deals with the inputs that are not to run again, before the pool looks for replacements
   */
  dropContainer(container: Container, reason: string, settle?: () => void): void {
    if (container.isStopped) return;
    const { leader } = container;
    // they share their fate
    if (!leader.isGone && leader !== container) return this.dropContainer(leader, reason, settle);
    const isExiting = container.state === "exiting";
    container.moveTo("stopped");
    container.timer?.cancel();
    container.wake?.cancel();
    container.alarm?.cancel();
    container.lingering?.cancel();
    this.#byOrdinal.delete(container.ordinal);
    this.#kernel.forgetPending(container.ordinal);
    this.#kernel.deliver(container.ordinal, { type: "drop" });
    this.#kernel.events.add("container.stopped", { container: container.id, reason });
    if (!isExiting) container.pool.stopped(container);
    // its inputs are those of the one of rank 0
    if (leader !== container) return isExiting ? this.exits.gone(container) : undefined;
    if (!isExiting)
      for (const follower of container.cluster?.followers ?? [])
        this.dropContainer(follower, `container ${container.id}, rank 0 of its cluster, has stopped`);
    settle?.();
    this.lose(container, isExiting ? container.exitReason : reason, isExiting);
    if (isExiting) this.exits.gone(container);
    else container.pool.adjust();
  }

  /** @param isCounted false for inputs that had no part in it */
  lose(container: Container, reason: string, isCounted: boolean): void {
    for (const input of [...container.inputs]) {
      // it was cancelled, and nobody hears any more how it took that
      if (input.isEnded) container.pool.released(input, container);
      else this.#port.attempts.lose(input, reason, isCounted);
    }
  }

  /** One failed start fails every input that waits. Modal: choice 6 of section 20. */
  failStart(container: Container, error: unknown): void {
    if (container.isStopped) return;
    const { pool } = container;
    const outcome: Outcome = { ok: false, error };
    pool.startFailed();
    this.dropContainer(container, "it could not start", () => {
      for (const input of pool.drain()) this.#port.attempts.failStart(input, outcome);
    });
  }

  /** A container ends and fails what it runs, or its start. */
  fail(container: Container, reason: string, status: "FAILURE" | "TIMEOUT", error: unknown): void {
    if (container.state === "starting") return this.failStart(container, error);
    this.dropContainer(container, reason, () => {
      for (const input of [...container.leader.inputs])
        this.#port.attempts.finish(input, input.attempt, status, { ok: false, error });
    });
  }
}
