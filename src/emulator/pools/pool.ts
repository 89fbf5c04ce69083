import type { FunctionStats } from "../../api/backend.js";
import { MAX_LOSSES } from "../calls/losses.js";
import type { InputRecord } from "../calls/records.js";
import type { FunctionRecord } from "../apps/function-record.js";
import { DEFAULT_SCALE, desiredContainers, scaleUpReason, type Load, type Scale } from "./autoscaler.js";
import type { Loss } from "../lanes/protocol.js";
import type { Container } from "./container.js";
import { InputQueue } from "./input-queue.js";

/** What a redeploy does with busy containers: lets them finish, or stops them. */
export type Strategy = "rolling" | "recreate";

/** What a pool needs done. */
export interface PoolPort {
  readonly now: number;
  createContainer(pool: Pool, reason: string): Container;
  /** Stops a container; what it runs is run again elsewhere. */
  stopContainer(container: Container, reason: string): void;
  startAttempt(input: InputRecord, container: Container): void;
  /** Calls {@link Pool.idleFor} after `ms`. */
  watchIdle(container: Container, ms: number): void;
}

/** The containers of one function and the inputs that wait for them. Modal: section 8. */
export class Pool {
  readonly target: FunctionRecord;
  readonly #port: PoolPort;
  readonly #queue = new InputQueue();
  /** Idle containers, the one used last at the end: it is taken first, so that the others can scale down. */
  readonly #idle: Container[] = [];
  readonly #alive = new Set<Container>();
  #running = 0;
  #scale: Scale;
  #isRetired = false;
  #isBroken = false;
  /** Lanes that died while containers started there, since one did start. */
  readonly #lostStarts = new Set<number>();

  constructor(target: FunctionRecord, port: PoolPort) {
    this.target = target;
    this.#port = port;
    const { minContainers, maxContainers, bufferContainers, scaledownWindowMs } = target.definition.settings;
    this.#scale = {
      minContainers: minContainers ?? DEFAULT_SCALE.minContainers,
      maxContainers: maxContainers ?? DEFAULT_SCALE.maxContainers,
      bufferContainers: bufferContainers ?? DEFAULT_SCALE.bufferContainers,
      scaledownWindowMs: scaledownWindowMs ?? DEFAULT_SCALE.scaledownWindowMs,
    };
  }

  get scale(): Scale {
    return this.#scale;
  }

  get containers(): ReadonlySet<Container> {
    return this.#alive;
  }

  get stats(): FunctionStats {
    const inputHeadroom = [...this.#alive].filter(({ state }) => state === "idle").length;
    return { backlog: this.#queue.length, numTotalRunners: this.#alive.size, numRunningInputs: this.#running, inputHeadroom };
  }

  rescale(scale: Scale): void {
    this.#scale = scale;
    this.adjust();
  }

  enqueue(input: InputRecord): void {
    this.#queue.push(input);
    this.#assign();
    this.adjust();
  }

  /** Takes every input that waits. */
  drain(): InputRecord[] {
    const inputs: InputRecord[] = [];
    for (let input = this.#queue.shift(); input; input = this.#queue.shift()) inputs.push(input);
    return inputs;
  }

  /** To be called when an input that waits here was terminated. */
  dropped(): void {
    this.#queue.dropped();
  }

  ready(container: Container): void {
    container.moveTo("idle");
    this.#isBroken = false;
    this.#lostStarts.clear();
    this.#rest(container);
  }

  /** An input of the container came to an end there. */
  released(input: InputRecord, container: Container): void {
    container.inputs.delete(input);
    this.#running--;
    if (container.isStopped) return;
    container.moveTo("idle");
    if (this.#isRetired) this.#port.stopContainer(container, "replaced by a newer deployment");
    else if (this.target.definition.settings.singleUseContainers) this.#port.stopContainer(container, "single use");
    else this.#rest(container);
  }

  stopped(container: Container): void {
    this.#alive.delete(container);
  }

  /** A container was lost while it started; those that went with one lane count as one. @returns whether that happened too often by now */
  lostStart({ culprit, lane }: Loss): boolean {
    if (culprit !== "other") this.#lostStarts.add(lane);
    return this.#lostStarts.size > MAX_LOSSES;
  }

  /** Until a container starts again, none is started but for an input. */
  startFailed(): void {
    this.#isBroken = true;
  }

  /** Starts as many containers as the load wants. */
  adjust(): void {
    if (this.#isRetired) return;
    const scale = this.#isBroken ? { ...this.#scale, minContainers: 0, bufferContainers: 0 } : this.#scale;
    while (this.#alive.size < desiredContainers(scale, this.#load)) {
      this.#alive.add(this.#port.createContainer(this, scaleUpReason(scale, this.#load)));
    }
  }

  /** A container has been idle for its whole window: it stops, unless it is one of those that are kept. */
  idleFor(container: Container): void {
    if (container.state !== "idle") return;
    const left = container.idleSince + this.#scale.scaledownWindowMs - this.#port.now;
    const isKept = this.#alive.size <= desiredContainers(this.#scale, this.#load);
    if (left > 0 || isKept) this.#port.watchIdle(container, left > 0 ? left : this.#scale.scaledownWindowMs);
    else this.#port.stopContainer(container, `idle for ${this.#scale.scaledownWindowMs} ms`);
  }

  /** Starts no container any more. */
  close(): void {
    this.#isRetired = true;
  }

  /** A redeploy replaced this pool: idle containers stop, busy ones after their inputs, or at once so that these run again elsewhere. */
  retire(strategy: Strategy): void {
    this.close();
    for (const container of this.#alive) if (strategy === "recreate" || container.state !== "busy") this.#port.stopContainer(container, "replaced by a newer deployment");
  }

  get #load(): Load {
    return { queued: this.#queue.length, running: this.#running, alive: this.#alive.size };
  }

  #rest(container: Container): void {
    const isWatched = container.timer !== undefined;
    container.idleSince = this.#port.now;
    this.#idle.push(container);
    this.#assign();
    if (container.state === "idle" && !isWatched) this.#port.watchIdle(container, this.#scale.scaledownWindowMs);
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const container = this.#takeIdle();
      if (!container) return;
      const input = this.#queue.shift();
      if (!input) {
        this.#idle.push(container);
        return;
      }
      container.moveTo("busy");
      container.inputs.add(input);
      this.#running++;
      this.#port.startAttempt(input, container);
    }
  }

  #takeIdle(): Container | undefined {
    for (let container = this.#idle.pop(); container; container = this.#idle.pop()) if (container.state === "idle") return container;
    return undefined;
  }
}
