import type { Outcome } from "../../api/backend.js";
import type { FunctionSettings } from "../../api/function-options.js";
import type { AppRecord } from "../apps/app-record.js";
import type { FunctionRecord } from "../apps/function-record.js";
import type { Attempts } from "../calls/attempts.js";
import type { InputRecord } from "../calls/records.js";
import type { ContainerHandler, Kernel } from "../kernel/kernel.js";
import { Random } from "../kernel/random.js";
import type { CommandRequest, ContainerSpec, Delivery, Loss, Request } from "../lanes/protocol.js";
import { copyOfWire, type WireError, wireError } from "../../api/codec/wire.js";
import type { Mounts } from "../storage/mounts.js";
import type { Failing } from "../storage/object-store.js";
import { Cluster } from "./cluster.js";
import { Container, togetherWith } from "./container.js";
import { GracefulExits } from "./graceful-exits.js";
import type { Pool, PoolPort } from "./pool.js";

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

/** Where a container comes from: a redeploy changes the options of its function, but not those that it was made with. */
export interface ContainerOrigin {
  readonly target: FunctionRecord;
  readonly settings: FunctionSettings;
}

/** All containers of a world: starts and stops them, and takes what they report. */
export class Containers implements ContainerHandler, PoolPort {
  readonly #kernel: Kernel;
  readonly #port: ContainersPort;
  readonly #exits: GracefulExits;
  readonly #byOrdinal = new Map<number, Container>();
  /** Of which function each container is, and the options it was made with; also of those that ended, by id. */
  readonly #origins = new Map<string, ContainerOrigin>();
  #created = 0;

  constructor(kernel: Kernel, port: ContainersPort) {
    this.#kernel = kernel;
    this.#port = port;
    this.#exits = new GracefulExits(kernel, { attempts: port.attempts, alive: { [Symbol.iterator]: () => this.#byOrdinal.values() }, dropContainer: (container, reason, settle) => this.dropContainer(container, reason, settle) });
    kernel.handleContainers(this);
    const jitter = new Random(`${kernel.seed}/preemption`);
    kernel.handle("container.preempt", ({ waitMs, jitterMs }, pending) => {
      const container = this.#byOrdinal.get(pending.origin.ordinal);
      if (!container) return pending.fail("ExecutionError", "simulatePreemption: only a container can be preempted.");
      pending.reply(null);
      if (waitMs === 0) return this.preempt(container, "it interrupted itself");
      container.alarm?.cancel(); // as the second alarm of a process takes the place of the first
      container.alarm = kernel.timers.set({ at: this.now + waitMs + jitter.float() * jitterMs, kind: "arrival", label: () => `simulated preemption of container ${container.id} of \`${container.pool.target.tag}\``, fire: () => this.preempt(container, "preempted, as its code asked for") });
      container.alarm.setActive(false); // no time passes for its sake
    });
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

  createContainer(pool: Pool, reason: string): Container {
    const { cluster } = pool.target.definition.settings;
    const container = this.#create(pool, reason);
    if (cluster) {
      const followers = Array.from({ length: cluster.size - 1 }, (_, index) => this.#create(pool, `rank ${index + 1} of the cluster of ${container.id}`));
      container.cluster = new Cluster(this.#kernel.ids.next("cl"), [container, ...followers], cluster);
    }
    const { coldStartMs } = this.#port;
    for (const each of container.together) {
      if (coldStartMs > 0) this.#kernel.timers.set({ at: this.now + coldStartMs, kind: "arrival", label: () => `cold start of a container of \`${pool.target.tag}\``, fire: () => this.#start(each) });
      else this.#start(each);
    }
    return container;
  }

  #create(pool: Pool, reason: string): Container {
    const container = new Container(++this.#created, this.#kernel.ids.next("ta"), pool);
    this.#byOrdinal.set(container.ordinal, container);
    this.#origins.set(container.id, { target: pool.target, settings: pool.target.definition.settings });
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
      fire: () => this.#failStart(container, wireError("FunctionTimeoutError", `A container of \`${container.pool.target.tag}\` did not start within ${limitMs} ms.`)),
    });
    const problems: WireError[] = [];
    const spec = this.#port.spec(container, { fail: (errorClass, message) => void problems.push(wireError(errorClass, `A container of \`${container.pool.target.tag}\` could not start: ${message}`)) });
    const [problem] = problems;
    const delayMs = this.#port.faults.ofStarts.delayMs(container);
    const start = problem ? () => this.#failStart(container, problem) : () => this.#kernel.deliver(container.ordinal, { type: "start", spec });
    if (!problem && delayMs === 0) start();
    else this.#kernel.timers.set({ at: this.now + delayMs, kind: "arrival", label: () => (problem ? "a container that cannot start" : "a slow start"), fire: () => (container.isStopped ? undefined : start()) });
  }

  startAttempt(input: InputRecord, container: Container): void {
    this.#port.attempts.start(input, container);
    container.wake?.setActive(true);
    container.cluster?.begin(input);
    const { id: inputId, attempt, args, call } = input;
    this.#port.faults.ofAttempts.deliver([input], container, () => {
      for (const { ordinal } of container.together) this.#kernel.deliver(ordinal, { type: "input", inputId, callId: call.id, attempt, args: copyOfWire(args), method: call.target.method });
    });
  }

  startBatch(inputs: readonly InputRecord[], container: Container): void {
    for (const input of inputs) this.#port.attempts.start(input, container);
    container.wake?.setActive(true);
    const deliver = (): void => this.#kernel.deliver(container.ordinal, { type: "batch", inputs: inputs.map((input) => ({ inputId: input.id, callId: input.call.id, attempt: input.attempt, args: copyOfWire(input.args) })), method: inputs[0]?.call.target.method });
    this.#port.faults.ofAttempts.deliver(inputs, container, deliver);
  }

  waits(input: InputRecord, reason: string): void {
    this.#kernel.events.add("input.waits", { input: input.id, reason });
  }

  linger(container: Container, ms: number): void {
    const label = (): string => `a batch for container ${container.id} of \`${container.pool.target.tag}\` that may get more inputs`;
    container.lingering = this.#kernel.timers.set({ at: this.now + ms, kind: "arrival", label, fire: () => container.pool.lingered(container) });
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
    for (const follower of container.cluster?.followers ?? []) this.#exits.stop(follower, reason);
    this.#exits.stop(container, reason, settle);
  }

  /** Takes a container away after a grace, as Modal does when it needs the machine. Modal: section 8.6. */
  preempt({ leader }: Container, reason: string): void {
    for (const follower of leader.cluster?.followers ?? []) this.#exits.preempt(follower, reason);
    this.#exits.preempt(leader, reason);
  }

  /** A container ends without a word: its inputs were lost, and run again elsewhere, up to a number of times. Modal: choice 5 of section 20. */
  crash(container: Container, reason: string): void {
    this.dropContainer(container, reason, () => this.#lose(container, reason, true));
  }

  /** Calls `done` when no container of an app is on its way out any more. */
  afterExits(app: AppRecord, done: () => void): void {
    this.#exits.after(app, done);
  }

  /**
   * Stops a container whatever it runs; its inputs run again elsewhere.
   * @param settle deals with the inputs that are not to run again, before the pool looks for replacements
   */
  dropContainer(container: Container, reason: string, settle?: () => void): void {
    if (container.isStopped) return;
    const { leader } = container;
    if (!leader.isGone && leader !== container) return this.dropContainer(leader, reason, settle); // they share their fate
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
    if (leader !== container) return isExiting ? this.#exits.gone(container) : undefined; // its inputs are those of the one of rank 0
    if (!isExiting) for (const follower of container.cluster?.followers ?? []) this.dropContainer(follower, `container ${container.id}, rank 0 of its cluster, has stopped`);
    settle?.();
    this.#lose(container, isExiting ? container.exitReason : reason, isExiting);
    if (isExiting) this.#exits.gone(container);
    else container.pool.adjust();
  }

  /** @param isCounted false for inputs that had no part in it */
  #lose(container: Container, reason: string, isCounted: boolean): void {
    for (const input of [...container.inputs]) {
      if (input.isEnded) container.pool.released(input, container); // it was cancelled, and nobody hears any more how it took that
      else this.#port.attempts.lose(input, reason, isCounted);
    }
  }

  catchUp(deliveries: ReadonlyMap<number, Delivery[]>): void {
    this.#port.mounts.catchUp(deliveries);
  }

  request(ordinal: number, request: Exclude<Request, CommandRequest>): void {
    if (request.type === "left") return this.#port.mounts.left(ordinal, request.mounts);
    if (request.type === "written") return this.#port.mounts.written(ordinal, request.mounts);
    const container = this.#byOrdinal.get(ordinal);
    if (!container) return; // ended in this very round: nobody hears it any more
    switch (request.type) {
      case "started":
        container.timer?.cancel();
        container.timer = undefined;
        this.#kernel.events.add("container.started", { container: container.id });
        this.#recordSnapshot(container);
        return container.cluster?.hasStarted(container) === false ? undefined : container.pool.ready(container.leader);
      case "exited":
        return this.#exits.exited(container, request.error);
      case "interrupted":
        return this.#exits.interrupted(container, request.isSettled);
      case "startFailed":
        return this.#failStart(container, request.error);
      case "output": {
        if (container.cluster) return this.#answer(container.cluster, container, request);
        const input = running(container, request.inputId, request.attempt);
        if (!input) return;
        if (container.state === "exiting") return; // it was interrupted, and runs again
        if (input.isEnded) container.pool.released(input, container); // it was cancelled and ended in one round
        else if (!this.#port.faults.ofAttempts.losesOutput(input, request.attempt)) this.#port.attempts.report(input, request.attempt, request.outcome);
        return;
      }
      case "yield": {
        const input = running(container, request.inputId, request.attempt);
        return input && !input.isEnded ? input.call.sink?.item(request.item, request.attempt) : undefined;
      }
      case "cancelled": {
        const input = running(container.leader, request.inputId);
        if (!input || container.leader !== container) return request.isSettled || !container.cluster ? undefined : this.dropContainer(container, "a cancelled input did not end");
        const settle = (): void => {
          for (const each of togetherWith(input, container)) {
            if (each.isEnded) container.pool.released(each, container);
            else this.#port.attempts.finish(each, each.attempt, "TERMINATED", { ok: false, error: wireError("RemoteError", "") });
          }
        };
        if (request.isSettled) settle();
        else this.dropContainer(container, "a cancelled input did not end", settle);
        return;
      }
      case "ended":
        return this.#fail(container, request.reason, "FAILURE", request.error);
      case "log":
        return this.#kernel.events.add("log", { container: container.id, input: request.inputId ?? null, stream: request.stream, text: request.text });
    }
  }

  hears(ordinal: number, inputId: string | undefined): boolean {
    const container = this.#byOrdinal.get(ordinal);
    const input = container && inputId !== undefined ? running(container, inputId) : undefined;
    return container !== undefined && (!input?.isEnded || input.isLeftover);
  }

  nextTimer(ordinal: number, at: number | null): void {
    const container = this.#byOrdinal.get(ordinal);
    if (!container) return;
    if (container.wake && container.wake.at === at) return container.wake.setActive(container.state !== "idle");
    container.wake?.cancel();
    container.wake = undefined;
    if (at === null) return;
    container.wake = this.#kernel.timers.set({
      at,
      kind: "arrival",
      label: () => `timer in container ${container.id} of \`${container.pool.target.tag}\``,
      fire: () => {
        container.wake = undefined;
        this.#kernel.deliver(ordinal, { type: "wake" });
      },
    });
    container.wake.setActive(container.state !== "idle"); // what an idle container does by itself moves no time
  }

  /** A container went with its lane. Who hung or filled the lane fails; who may have ended it another way, or did not do it, runs again. */
  lost(ordinal: number, loss: Loss): void {
    const { reason, death, culprit } = loss;
    this.#port.mounts.forget(ordinal);
    const container = this.#byOrdinal.get(ordinal);
    if (!container) return;
    this.#kernel.events.add("world.nondeterministic", { container: container.id, reason });
    const { tag } = container.pool.target;
    if (culprit === "self" && death !== "exit") {
      const error = wireError(death === "hang" ? "FunctionTimeoutError" : "ExecutionError", `A container of \`${tag}\` was stopped: ${reason}.`);
      this.#fail(container, reason, death === "hang" ? "TIMEOUT" : "FAILURE", error);
    } else if (container.state === "starting" && container.pool.lostStart(loss)) {
      this.#failStart(container, wireError("InternalFailure", `A container of \`${tag}\` was lost while it started: ${reason}.`));
    } else {
      this.dropContainer(container, reason, () => this.#lose(container, reason, culprit !== "other"));
    }
  }

  /** A container of a cluster has ended its input; those that still work on one that has failed are interrupted. Modal: section 5.3. */
  #answer(cluster: Cluster, container: Container, { inputId, attempt, outcome: own }: Extract<Request, { type: "output" }>): void {
    const { leader } = container;
    const input = running(leader, inputId, attempt);
    if (!input || leader.state === "exiting") return;
    if (input.isEnded) return leader === container ? leader.pool.released(input, leader) : undefined;
    const outcome = cluster.answer(container, own);
    if (!outcome) return;
    for (const { ordinal } of cluster.working) {
      this.#kernel.forgetInput(ordinal, inputId);
      this.#kernel.deliver(ordinal, { type: "cancel", inputId });
    }
    if (!this.#port.faults.ofAttempts.losesOutput(input, attempt)) this.#port.attempts.report(input, attempt, outcome);
  }

  /** The first container of a pool takes the memory snapshot, later ones start from it. Modal: section 8.7. */
  #recordSnapshot({ id, pool }: Container): void {
    if (!pool.target.definition.settings.enableMemorySnapshot) return;
    this.#kernel.events.add(pool.hasSnapshot ? "container.restored" : "container.snapshotted", { container: id });
    pool.hasSnapshot = true;
  }

  /** One failed start fails every input that waits. Modal: choice 6 of section 20. */
  #failStart(container: Container, error: unknown): void {
    if (container.isStopped) return;
    const { pool } = container;
    const outcome: Outcome = { ok: false, error };
    pool.startFailed();
    this.dropContainer(container, "it could not start", () => {
      for (const input of pool.drain()) this.#port.attempts.failStart(input, outcome);
    });
  }

  /** A container ends and fails what it runs, or its start. */
  #fail(container: Container, reason: string, status: "FAILURE" | "TIMEOUT", error: unknown): void {
    if (container.state === "starting") return this.#failStart(container, error);
    this.dropContainer(container, reason, () => {
      for (const input of [...container.leader.inputs]) this.#port.attempts.finish(input, input.attempt, status, { ok: false, error });
    });
  }
}

/** @param attempt left out, the one that counts */
function running(container: Container, inputId: string, attempt?: number): InputRecord | undefined {
  let found: InputRecord | undefined;
  for (const input of container.inputs) if (input.id === inputId && (attempt === undefined || input.attempt === attempt) && (!found || found.isEnded)) found = input;
  return found;
}
