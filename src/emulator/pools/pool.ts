import type { FunctionStats } from "../../contract/backend.js";
import { MAX_LOSSES } from "../records/max-losses.js";
import type { InputRecord } from "../records/call-record.js";
import type { FunctionRecord } from "../records/function-record.js";
import { DEFAULT_SCALE, desiredContainers, scaleUpReason, waitReason, type Load, type Scale } from "./autoscaler.js";
import type { Loss } from "../kernel/protocol.js";
import type { Container } from "../records/container.js";
import { InputQueue } from "./input-queue.js";
import { Members } from "./members.js";

/** What a redeploy does with busy containers: lets them finish, or stops them. */
export type Strategy = "rolling" | "recreate";

/** What a pool needs done. */
export interface PoolPort {
  readonly now: number;
  createContainer(pool: Pool, reason: string): Container;
  /** Stops a container in good order; what it runs is run again elsewhere. */
  stopContainer(container: Container, reason: string): void;
  startAttempt(input: InputRecord, container: Container): void;
  /** Starts attempts at inputs that the function gets in one call. */
  startBatch(inputs: readonly InputRecord[], container: Container): void;
  /** An input has to wait, and no container is started for it. */
  waits(input: InputRecord, reason: string): void;
  /** Calls {@link Pool.lingered} after `ms`. */
  linger(container: Container, ms: number): void;
  /** Calls {@link Pool.idleFor} after `ms`. */
  watchIdle(container: Container, ms: number): void;
}

/** The containers of one function and the inputs that wait for them. Modal: section 8. */
export class Pool {
  readonly target: FunctionRecord;
  readonly #port: PoolPort;
  readonly #queue = new InputQueue();
  /**
   * Containers that may take more, the one used last at the end: it is taken first, so that the others can scale down.
   */
  readonly #open: Container[] = [];
  /** Containers that wait for more inputs of a batch, the one that began first in front. */
  readonly #lingering: Container[] = [];
  readonly #members = new Members();
  #running = 0;
  /** In clusters, if its containers come in such. */
  #scale: Scale;
  /** A container has taken a memory snapshot. */
  hasSnapshot = false;
  #isRetired = false;
  #isBroken = false;
  /** Lanes that died while containers started there, since one did start. */
  readonly #lostStarts = new Set<number>();

  constructor(target: FunctionRecord, port: PoolPort) {
    this.target = target;
    this.#port = port;
    const { minContainers, maxContainers, bufferContainers, scaledownWindowMs } = target.definition.settings;
    this.#scale = this.#inClusters({
      minContainers: minContainers ?? DEFAULT_SCALE.minContainers,
      maxContainers: maxContainers ?? DEFAULT_SCALE.maxContainers,
      bufferContainers: bufferContainers ?? DEFAULT_SCALE.bufferContainers,
      scaledownWindowMs: scaledownWindowMs ?? DEFAULT_SCALE.scaledownWindowMs,
    });
  }

  /** In containers. */
  get scale(): Scale {
    const { minContainers, maxContainers, bufferContainers, scaledownWindowMs } = this.#scale;
    const size = this.#clusterSize;
    return {
      minContainers: minContainers * size,
      maxContainers: maxContainers * size,
      bufferContainers: bufferContainers * size,
      scaledownWindowMs,
    };
  }

  #inClusters({ minContainers, maxContainers, bufferContainers, scaledownWindowMs }: Scale): Scale {
    const size = this.#clusterSize;
    return {
      minContainers: minContainers / size,
      maxContainers: maxContainers / size,
      bufferContainers: bufferContainers / size,
      scaledownWindowMs,
    };
  }

  /** Containers that each of those that it knows stands for. */
  get #clusterSize(): number {
    return this.target.definition.settings.cluster?.size ?? 1;
  }

  get containers(): ReadonlySet<Container> {
    return this.#members.alive;
  }

  get stats(): FunctionStats {
    const inputHeadroom = this.#members.headroom(this.#capacity.max) * this.#batchSize;
    return {
      backlog: this.#queue.length,
      numTotalRunners: this.#members.alive.size * this.#clusterSize,
      numRunningInputs: this.#running,
      inputHeadroom,
    };
  }

  /**
   * Other bounds hold from now on: what is missing is started, what is too many or has been idle for longer than the
   * new window stops.
   */
  rescale(scale: Scale): void {
    this.#scale = this.#inClusters(scale);
    for (const container of this.#members.readmit()) this.#enlistBusy(container);
    for (const container of this.#members.alive) {
      if (container.state === "idle" && !container.isOccupied)
        this.#port.watchIdle(container, Math.max(0, container.idleSince + scale.scaledownWindowMs - this.#port.now));
    }
    this.#shrink();
    this.adjust();
  }

  /**
   * Stops what is above the maximum: idle containers and those that start at once, busy ones when they have done what
   * they do.
   */
  #shrink(): void {
    for (const container of this.#members.surplus(this.#scale.maxContainers)) {
      if (container.isReady && container.isOccupied) this.#members.dismiss(container);
      else this.#port.stopContainer(container, this.#excess);
    }
  }

  enqueue(input: InputRecord): void {
    this.#queue.push(input);
    this.adjust();
    const { maxContainers } = this.#scale;
    const room = maxContainers * this.#capacity.max * this.#batchSize;
    if (this.#running + this.#queue.length > room && input.state === "queued")
      this.#port.waits(input, waitReason(maxContainers, this.#load));
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
    this.#members.admit(container);
    this.#isBroken = false;
    this.#lostStarts.clear();
    this.#rest(container);
  }

  /** An input of the container came to an end there. */
  released(input: InputRecord, container: Container): void {
    input.limit?.cancel();
    container.inputs.delete(input);
    container.cluster?.released(input);
    const batch = container.batches?.get(input);
    batch?.delete(input);
    container.batches?.delete(input);
    if (!batch?.size) this.#members.callEnded(container);
    this.#running--;
    if (container.isGone) return;
    if (container.inputs.size > 0) return this.#offer(container);
    container.moveTo("idle");
    if (this.#isRetired) this.#port.stopContainer(container, "replaced by a newer deployment");
    else if (this.target.definition.settings.singleUseContainers) this.#port.stopContainer(container, "single use");
    else if (this.#members.alive.size > this.#scale.maxContainers) this.#port.stopContainer(container, this.#excess);
    else this.#rest(container);
  }

  /** A container is gone, or on its way out. */
  stopped(container: Container): void {
    const again = this.#members.remove(container, this.#scale.maxContainers);
    if (again) this.#enlistBusy(again);
    const index = this.#lingering.indexOf(container);
    if (index >= 0) this.#lingering.splice(index, 1);
  }

  /**
   * A container was lost while it started; those that went with one lane count as one. @returns whether that happened
   * too often by now
   */
  lostStart({ culprit, lane }: Loss): boolean {
    if (culprit !== "other") this.#lostStarts.add(lane);
    return this.#lostStarts.size > MAX_LOSSES;
  }

  /** Until a container starts again, none is started but for an input. */
  startFailed(): void {
    this.#isBroken = true;
  }

  /**
   * Starts as many containers as the load wants; where there may be no further ones, those that are there take more.
   */
  adjust(): void {
    if (this.#isRetired) return;
    this.#assign();
    const scale = this.#isBroken ? { ...this.#scale, minContainers: 0, bufferContainers: 0 } : this.#scale;
    while (this.#members.alive.size < desiredContainers(scale, this.#load)) {
      this.#members.alive.add(this.#port.createContainer(this, scaleUpReason(scale, this.#load)));
    }
  }

  /** A container has been idle for its whole window: it stops, unless it is one of those that are kept. */
  idleFor(container: Container): void {
    if (container.state !== "idle") return;
    const left = container.idleSince + this.#scale.scaledownWindowMs - this.#port.now;
    const isKept =
      container.lingering !== undefined || this.#members.alive.size <= desiredContainers(this.#scale, this.#load);
    if (left > 0 || isKept) this.#port.watchIdle(container, left > 0 ? left : this.#scale.scaledownWindowMs);
    else this.#port.stopContainer(container, `idle for ${this.#scale.scaledownWindowMs} ms`);
  }

  /** Starts no container any more. */
  close(): void {
    this.#isRetired = true;
  }

  /**
   * A redeploy replaced this pool: idle containers stop, busy ones after their inputs, or at once so that these run
   * again elsewhere.
   */
  retire(strategy: Strategy): void {
    this.close();
    for (const container of this.#members.alive)
      if (strategy === "recreate" || container.state !== "busy")
        this.#port.stopContainer(container, "replaced by a newer deployment");
  }

  /** A container has waited long enough for more inputs of a batch. */
  lingered(container: Container): void {
    container.lingering = undefined;
    const index = this.#lingering.indexOf(container);
    if (index >= 0) this.#lingering.splice(index, 1);
    if (container.isStopped) return;
    if (this.#queue.length > 0) this.#take(container);
    else this.#offer(container);
  }

  get #excess(): string {
    return `${this.#members.alive.size} containers alive, max ${this.#scale.maxContainers}`;
  }

  get #batchSize(): number {
    return this.target.definition.settings.batch?.maxBatchSize ?? 1;
  }

  /** Calls that a container is meant to run at once, and those that it may run. */
  get #capacity(): { readonly target: number; readonly max: number } {
    const { concurrency } = this.target.definition.settings;
    return concurrency ? { target: concurrency.targetInputs, max: concurrency.maxInputs } : ONE;
  }

  get #load(): Load {
    return {
      queued: this.#queue.length,
      running: this.#running,
      alive: this.#members.alive.size,
      perContainer: this.#batchSize * this.#capacity.target,
    };
  }

  #rest(container: Container): void {
    const isWatched =
      container.timer !== undefined && container.timer.at <= this.#port.now + this.#scale.scaledownWindowMs;
    container.idleSince = this.#port.now;
    this.#offer(container);
    if (container.state === "idle" && !isWatched) this.#port.watchIdle(container, this.#scale.scaledownWindowMs);
  }

  /** A container may take more. */
  #offer(container: Container): void {
    if (container.takesInputs) this.#enlist(container);
    else if (container.state === "idle") this.#port.stopContainer(container, this.#excess);
    this.#assign();
  }

  /** A container that waits for more inputs of a batch is found otherwise. */
  #enlistBusy(container: Container): void {
    if (container.state === "busy") this.#enlist(container);
  }

  #enlist(container: Container): void {
    if (!container.isOffered) this.#open.push(container);
    container.isOffered = true;
  }

  #assign(): void {
    const { batch } = this.target.definition.settings;
    if (batch) return this.#assignBatches(batch.maxBatchSize, batch.waitMs);
    while (this.#queue.length > 0) {
      const container = this.#takeOpen();
      if (!container) return;
      this.#take(container);
    }
  }

  /** Full batches run at once; for the inputs that are left, a container waits for more. */
  #assignBatches(maxBatchSize: number, waitMs: number): void {
    for (;;) {
      if (this.#queue.length >= maxBatchSize) {
        const container = this.#lingering[0] ?? this.#takeOpen();
        if (!container) return;
        container.lingering?.cancel();
        container.lingering = undefined;
        if (container === this.#lingering[0]) this.#lingering.shift();
        this.#take(container);
        continue;
      }
      if (this.#queue.length === 0 || this.#lingering.length > 0) return;
      const container = this.#takeOpen();
      if (!container) return;
      this.#lingering.push(container);
      this.#port.linger(container, waitMs);
    }
  }

  /** Gives a container the inputs of one call. */
  #take(container: Container): void {
    const inputs: InputRecord[] = [];
    for (
      let input = this.#queue.shift();
      input;
      input = inputs.length < this.#batchSize ? this.#queue.shift() : undefined
    ) {
      inputs.push(input);
      container.inputs.add(input);
      this.#running++;
    }
    const [first] = inputs;
    if (!first) return this.#offer(container);
    this.#members.callBegan(container);
    if (container.state === "idle") container.moveTo("busy");
    if (this.target.definition.settings.batch) {
      const batch = new Set(inputs);
      for (const input of inputs) (container.batches ??= new Map()).set(input, batch);
      this.#port.startBatch(inputs, container);
    } else this.#port.startAttempt(first, container);
    if (container.takesInputs && container.calls < this.#limit) this.#enlist(container);
  }

  /** Beyond their target, containers take inputs only if there may be no further ones. */
  get #limit(): number {
    const { target, max } = this.#capacity;
    return this.#members.alive.size >= this.#scale.maxContainers ? max : target;
  }

  #takeOpen(): Container | undefined {
    const limit = this.#limit;
    const singleUse = this.target.definition.settings.singleUseContainers;
    for (let container = this.#open.pop(); container; container = this.#open.pop()) {
      container.isOffered = false;
      if (!container.takesInputs) continue;
      if (
        container.state === "idle" ||
        (container.state === "busy" && !singleUse && !this.#isRetired && container.calls < limit)
      )
        return container;
    }
    if (limit === this.#capacity.target) return undefined;
    for (const container of this.#members.alive)
      if (
        container.state === "busy" &&
        container.takesInputs &&
        !singleUse &&
        !container.lingering &&
        container.calls < limit
      )
        return container;
    return undefined;
  }
}

const ONE = { target: 1, max: 1 } as const;
