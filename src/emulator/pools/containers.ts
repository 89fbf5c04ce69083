import type { Outcome } from "../../api/backend.js";
import type { AppRecord } from "../apps/app-record.js";
import type { FunctionRecord } from "../apps/function-record.js";
import { eventError, type Attempts } from "../calls/attempts.js";
import type { InputRecord } from "../calls/records.js";
import type { ContainerHandler, Kernel } from "../kernel/kernel.js";
import type { CommandRequest, ContainerSpec, Delivery, Loss, Request } from "../lanes/protocol.js";
import { copyOfWire, type WireError, wireError } from "../../api/codec/wire.js";
import type { Mounts } from "../storage/mounts.js";
import type { Failing } from "../storage/object-store.js";
import { Container, togetherWith } from "./container.js";
import type { Pool, PoolPort } from "./pool.js";

/** What containers need of the rest of the world. */
export interface ContainersPort {
  readonly coldStartMs: number;
  readonly attempts: Attempts;
  readonly mounts: Mounts;
  /** @param failing hears why the container cannot be made */
  spec(container: Container, failing: Failing): ContainerSpec;
}

/** How long `exit` hooks may take. Modal: choice 18 of section 20. */
const EXIT_GRACE_MS = 30_000;

/** All containers of a world: starts and stops them, and takes what they report. */
export class Containers implements ContainerHandler, PoolPort {
  readonly #kernel: Kernel;
  readonly #port: ContainersPort;
  readonly #byOrdinal = new Map<number, Container>();
  /** Of which function each container is, also of those that ended, by id. */
  readonly #targets = new Map<string, FunctionRecord>();
  #created = 0;
  #awaitingExits: { readonly app: AppRecord; readonly done: () => void }[] = [];

  constructor(kernel: Kernel, port: ContainersPort) {
    this.#kernel = kernel;
    this.#port = port;
    kernel.handleContainers(this);
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
    const target = this.#targets.get(containerId);
    if (!target) throw new TypeError(`There was no container ${containerId} in this world.`);
    return target;
  }

  createContainer(pool: Pool, reason: string): Container {
    const container = new Container(++this.#created, this.#kernel.ids.next("ta"), pool);
    this.#byOrdinal.set(container.ordinal, container);
    this.#targets.set(container.id, pool.target);
    this.#kernel.events.add("container.created", { container: container.id, function: pool.target.tag, reason });
    const { coldStartMs } = this.#port;
    if (coldStartMs > 0) this.#kernel.timers.set({ at: this.now + coldStartMs, kind: "arrival", label: () => `cold start of a container of \`${pool.target.tag}\``, fire: () => this.#start(container) });
    else this.#start(container);
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
    if (problem) this.#kernel.timers.set({ at: this.now, kind: "arrival", label: () => "a container that cannot start", fire: () => this.#failStart(container, problem) });
    else this.#kernel.deliver(container.ordinal, { type: "start", spec });
  }

  startAttempt(input: InputRecord, container: Container): void {
    this.#port.attempts.start(input, container);
    container.wake?.setActive(true);
    const { id: inputId, attempt, args, call } = input;
    this.#kernel.deliver(container.ordinal, { type: "input", inputId, callId: call.id, attempt, args: copyOfWire(args), method: call.target.method });
  }

  startBatch(inputs: readonly InputRecord[], container: Container): void {
    for (const input of inputs) this.#port.attempts.start(input, container);
    container.wake?.setActive(true);
    this.#kernel.deliver(container.ordinal, { type: "batch", inputs: inputs.map((input) => ({ inputId: input.id, callId: input.call.id, attempt: input.attempt, args: copyOfWire(input.args) })), method: inputs[0]?.call.target.method });
  }

  waits(input: InputRecord, reason: string): void {
    this.#kernel.events.add("input.waits", { input: input.id, reason });
  }

  linger(container: Container, ms: number): void {
    const label = (): string => `a batch for container ${container.id} of \`${container.pool.target.tag}\` that may get more inputs`;
    container.lingering = this.#kernel.timers.set({ at: this.now + ms, kind: "arrival", label, fire: () => container.pool.lingered(container) });
  }

  watchIdle(container: Container, ms: number): void {
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

  /**
   * Stops a container in good order: one with `exit` hooks runs them first, for at most 30 s. Its inputs are interrupted, and run again elsewhere.
   * Modal: sections 4.4 and 8.6.
   * @param settle deals with the inputs that are not to run again, before the pool looks for replacements
   */
  stopContainer(container: Container, reason: string, settle?: () => void): void {
    if (container.isGone) return;
    if (!container.hasExit || (container.state !== "idle" && container.state !== "busy")) return this.dropContainer(container, reason, settle);
    container.moveTo("exiting");
    container.timer?.cancel();
    container.lingering?.cancel();
    container.wake?.setActive(true);
    this.#kernel.events.add("container.exiting", { container: container.id, reason });
    container.pool.stopped(container);
    for (const { id: inputId } of container.inputs) {
      this.#kernel.forgetInput(container.ordinal, inputId);
      this.#kernel.deliver(container.ordinal, { type: "cancel", inputId });
    }
    settle?.();
    for (const input of [...container.inputs]) this.#port.attempts.lose(input, reason);
    this.#kernel.deliver(container.ordinal, { type: "exit" });
    container.timer = this.#kernel.timers.set({
      at: this.now + EXIT_GRACE_MS,
      kind: "limit",
      label: () => `\`exit\` hooks of a container of \`${container.pool.target.tag}\``,
      fire: () => this.dropContainer(container, `its exit hooks took longer than ${EXIT_GRACE_MS} ms`),
    });
    container.pool.adjust();
  }

  /** Calls `done` when no container of an app runs `exit` hooks any more. */
  afterExits(app: AppRecord, done: () => void): void {
    if (this.#isExiting(app)) this.#awaitingExits.push({ app, done });
    else done();
  }

  #isExiting(app: AppRecord): boolean {
    for (const { state, pool } of this.#byOrdinal.values()) if (state === "exiting" && pool.target.app === app) return true;
    return false;
  }

  #exited({ pool }: Container): void {
    const { app } = pool.target;
    const over = this.#awaitingExits.filter((waiting) => waiting.app === app);
    if (over.length === 0 || this.#isExiting(app)) return;
    this.#awaitingExits = this.#awaitingExits.filter((waiting) => waiting.app !== app);
    for (const { done } of over) done();
  }

  /**
   * Stops a container whatever it runs; its inputs run again elsewhere.
   * @param settle deals with the inputs that are not to run again, before the pool looks for replacements
   */
  dropContainer(container: Container, reason: string, settle?: () => void): void {
    if (container.isStopped) return;
    const isExiting = container.state === "exiting";
    container.moveTo("stopped");
    container.timer?.cancel();
    container.wake?.cancel();
    container.lingering?.cancel();
    this.#byOrdinal.delete(container.ordinal);
    this.#kernel.forgetPending(container.ordinal);
    this.#kernel.deliver(container.ordinal, { type: "drop" });
    this.#kernel.events.add("container.stopped", { container: container.id, reason });
    if (isExiting) return this.#exited(container);
    container.pool.stopped(container);
    settle?.();
    for (const input of [...container.inputs]) this.#port.attempts.lose(input, reason);
    container.pool.adjust();
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
        return container.pool.ready(container);
      case "exited":
        if (request.error !== undefined) this.#kernel.events.add("container.exitFailed", { container: container.id, ...eventError({ ok: false, error: request.error }) });
        return this.dropContainer(container, "its exit hooks have run");
      case "startFailed":
        return this.#failStart(container, request.error);
      case "output": {
        const input = running(container, request.inputId);
        if (!input) return;
        if (input.isEnded) container.pool.released(input, container); // it was cancelled and ended in one round
        else this.#port.attempts.report(input, request.attempt, request.outcome);
        return;
      }
      case "yield": {
        const input = running(container, request.inputId);
        return input?.attempt === request.attempt ? input.call.sink?.item(request.item, request.attempt) : undefined;
      }
      case "cancelled": {
        const input = running(container, request.inputId);
        if (!input) return;
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
    return container !== undefined && (inputId === undefined || !running(container, inputId)?.isEnded);
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
    const { attempts } = this.#port;
    const { tag } = container.pool.target;
    if (culprit === "self" && death !== "exit") {
      const error = wireError(death === "hang" ? "FunctionTimeoutError" : "ExecutionError", `A container of \`${tag}\` was stopped: ${reason}.`);
      this.#fail(container, reason, death === "hang" ? "TIMEOUT" : "FAILURE", error);
    } else if (container.state === "starting" && container.pool.lostStart(loss)) {
      this.#failStart(container, wireError("InternalFailure", `A container of \`${tag}\` was lost while it started: ${reason}.`));
    } else {
      this.dropContainer(container, reason, () => {
        for (const input of [...container.inputs]) attempts.lose(input, reason, culprit !== "other");
      });
    }
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
      for (const input of [...container.inputs]) this.#port.attempts.finish(input, input.attempt, status, { ok: false, error });
    });
  }
}

function running(container: Container, inputId: string): InputRecord | undefined {
  for (const input of container.inputs) if (input.id === inputId) return input;
  return undefined;
}
