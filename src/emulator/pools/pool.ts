import type { FunctionStats } from "../../contract/backend.js";
import type { Attempts } from "../calls/attempts.js";
import type { Failing } from "../kernel/failing.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ContainerSpec } from "../kernel/protocol.js";
import type { ContainerLife } from "../life/container-life.js";
import type { InputRecord } from "../records/call-record.js";
import type { Container } from "../records/container.js";
import type { FunctionRecord } from "../records/function-record.js";
import type { InputPool, Scale, Strategy } from "../records/input-pool.js";
import type { RunningInput } from "../records/workplace.js";
import {
  desiredContainers,
  inClusters,
  inContainers,
  scaleOf,
  scaleUpReason,
  waitReason,
  type Load,
} from "./autoscaler.js";
import { BatchGathering } from "./batch-gathering.js";
import { Capacity } from "./capacity.js";
import type { InputDeliveries } from "./input-deliveries.js";
import { InputQueue } from "./input-queue.js";
import type { InputReports } from "./input-reports.js";
import { Member } from "./member.js";
import { Members } from "./members.js";
import { StartHistory } from "./start-history.js";

/** What all pools of a world share. */
export interface PoolParts {
  readonly kernel: Kernel;
  readonly life: ContainerLife;
  readonly attempts: Attempts;
  readonly deliveries: InputDeliveries;
  readonly reports: InputReports;
  /** Starts that fail in a row until what waits fails. */
  readonly maxStartFailures: number;
  /** Everything that a lane needs to make a container. @param failing hears why it cannot be made */
  spec(container: Container, target: FunctionRecord, failing: Failing): ContainerSpec;
}

/** The containers of one function and the inputs that wait for them. Modal: docs/modal/containers.md. */
export class Pool implements InputPool {
  readonly target: FunctionRecord;
  readonly starts: StartHistory;
  readonly #parts: PoolParts;
  readonly #queue = new InputQueue();
  readonly #members = new Members();
  readonly #gathering: BatchGathering;
  readonly #capacity: Capacity;
  #running = 0;
  /** In clusters, if its containers come in such. */
  #scale: Scale;
  #isRetired = false;

  constructor(target: FunctionRecord, parts: PoolParts) {
    this.target = target;
    this.#parts = parts;
    this.starts = new StartHistory(parts.kernel, target.tag, parts.maxStartFailures);
    this.#gathering = new BatchGathering(parts.kernel);
    this.#capacity = new Capacity(target);
    this.#scale = inClusters(scaleOf(target.definition.settings), this.#capacity.clusterSize);
  }

  get scale(): Scale {
    return inContainers(this.#scale, this.#capacity.clusterSize);
  }

  get stats(): FunctionStats {
    return {
      backlog: this.#queue.length,
      numTotalRunners: this.#members.alive.size * this.#capacity.clusterSize,
      numRunningInputs: this.#running,
      inputHeadroom: this.#members.headroom(this.#capacity.maxCalls) * this.#capacity.batchSize,
    };
  }

  /* Inputs come and go. */

  enqueue(input: InputRecord): void {
    this.#queue.push(input);
    this.adjust();
    const { maxContainers } = this.#scale;
    const room = maxContainers * this.#capacity.maxCalls * this.#capacity.batchSize;
    if (this.#running + this.#queue.length > room && input.state === "queued")
      this.#parts.kernel.events.add("input.waits", { input: input.id, reason: waitReason(maxContainers, this.#load) });
  }

  drain(): InputRecord[] {
    return this.#queue.take(Number.POSITIVE_INFINITY);
  }

  dropped(): void {
    this.#queue.dropped();
  }

  /** An input came to an end where it ran. */
  released(input: RunningInput, member: Member): void {
    input.limit?.cancel();
    if (member.remove(input)) this.#members.callEnded(member);
    if (input.takesPlace) this.#running--;
    const { container } = member;
    if (container.isGone) return;
    if (member.inputs.size > 0) return this.offer(member);
    this.#parts.life.rest(container);
    const reason = this.#isRetired ? REPLACED : this.#capacity.isSingleUse ? "single use" : member.retirement;
    if (reason !== undefined) this.#stop(member, reason);
    else if (this.#members.alive.size > this.#scale.maxContainers) this.#stop(member, this.#excess);
    else this.#rest(member);
  }

  /* Containers come and go. */

  /**
   * Starts as many containers as the load wants; where there may be no further ones, those that are there take more.
   */
  adjust(): void {
    if (this.#isRetired) return;
    this.#assign();
    if (this.starts.isPaused) return;
    const scale = this.starts.isBroken ? { ...this.#scale, minContainers: 0, bufferContainers: 0 } : this.#scale;
    while (this.#members.alive.size < desiredContainers(scale, this.#load))
      this.#members.alive.add(new Member(this, this.#parts, scaleUpReason(scale, this.#load)));
  }

  ready(member: Member): void {
    this.#members.admit(member);
    const wasPaused = this.starts.succeeded();
    this.#rest(member);
    if (wasPaused) this.adjust();
  }

  /** Another container starts after a pause, until too many have failed: then what waits does. */
  startFailed(error: unknown, isHopeless: boolean): void {
    if (!this.starts.failed(isHopeless, () => this.adjust())) return;
    for (const input of this.drain()) this.#parts.attempts.failStart(input, { ok: false, error });
  }

  /** A container has been idle for its whole window: it stops, unless it is one of those that are kept. */
  idled(member: Member): void {
    const { life, kernel } = this.#parts;
    const { scaledownWindowMs } = this.#scale;
    const { container, idleSince, lingering } = member;
    if (container.state === "busy") return life.watchIdle(container, scaledownWindowMs);
    const left = idleSince + scaledownWindowMs - kernel.now;
    const isKept = lingering !== undefined || this.#members.alive.size <= desiredContainers(this.#scale, this.#load);
    if (left > 0 || isKept) life.watchIdle(container, left > 0 ? left : scaledownWindowMs);
    else this.#stop(member, `idle for ${scaledownWindowMs} ms`);
  }

  /** A container takes no further inputs. */
  retires(member: Member, reason: string): void {
    if (this.#members.discharge(member) && member.container.state !== "busy") this.#stop(member, reason);
  }

  /** A container is gone, or on its way out. */
  left(member: Member): void {
    this.#running -= member.vacate();
    this.#members.remove(member, this.#scale.maxContainers);
    this.#gathering.left(member);
  }

  /**
   * Other bounds hold from now on: what is missing is started, what is too many or has been idle for longer than the
   * new window stops.
   */
  rescale(scale: Scale): void {
    const { life, kernel } = this.#parts;
    this.#scale = inClusters(scale, this.#capacity.clusterSize);
    this.#members.readmit();
    for (const { container, idleSince, isOccupied } of this.#members.alive) {
      if (container.state === "idle" && !isOccupied)
        life.watchIdle(container, Math.max(0, idleSince + scale.scaledownWindowMs - kernel.now));
    }
    // idle ones and those that start stop at once, busy ones when they have done what they do
    for (const member of this.#members.surplus(this.#scale.maxContainers)) {
      if (member.container.isReady && member.isOccupied) this.#members.dismiss(member);
      else this.#stop(member, this.#excess);
    }
    this.adjust();
  }

  close(): void {
    this.#isRetired = true;
    this.starts.close();
  }

  stopAll(reason: string): void {
    for (const member of this.#members.alive) this.#stop(member, reason);
  }

  /**
   * A redeploy replaced this pool: idle containers stop, busy ones after their inputs, or at once so that these run
   * again elsewhere.
   */
  retire(strategy: Strategy): void {
    this.close();
    for (const member of this.#members.alive)
      if (strategy === "recreate" || member.container.state !== "busy") this.#stop(member, REPLACED);
  }

  #stop({ container }: Member, reason: string): void {
    this.#parts.life.stop(container, reason);
  }

  /* Who runs what. */

  /** A container has nothing to do. */
  #rest(member: Member): void {
    const { life, kernel } = this.#parts;
    const { container } = member;
    const { scaledownWindowMs } = this.#scale;
    const { scaleDown } = container.timers;
    const isWatched = scaleDown !== undefined && scaleDown.at <= kernel.now + scaledownWindowMs;
    member.idleSince = kernel.now;
    this.offer(member);
    if (container.state === "idle" && !isWatched) life.watchIdle(container, scaledownWindowMs);
  }

  /** A container may take more. */
  offer(member: Member): void {
    if (member.takesInputs) this.#members.offer(member);
    else if (member.container.state === "idle") this.#stop(member, this.#excess);
    this.#assign();
  }

  #assign(): void {
    const { batch } = this.target.definition.settings;
    if (batch) return this.#assignBatches(batch.maxBatchSize, batch.waitMs);
    while (this.#queue.length > 0) {
      const member = this.#takeOpen();
      if (!member) return;
      this.#take(member);
    }
  }

  /** Full batches run at once; for the inputs that are left, a container waits for more. */
  #assignBatches(maxBatchSize: number, waitMs: number): void {
    while (this.#queue.length > 0) {
      const isFull = this.#queue.length >= maxBatchSize;
      if (!isFull && this.#gathering.isUnderWay) return;
      const member = (isFull ? this.#gathering.end() : undefined) ?? this.#takeOpen();
      if (!member) return;
      if (isFull) this.#take(member);
      else this.#gathering.begin(member, waitMs, () => this.#take(member));
    }
  }

  /** Gives a container the inputs of one call. */
  #take(member: Member): void {
    const inputs = this.#queue.take(this.#capacity.batchSize);
    for (const input of inputs) member.inputs.add(input);
    this.#running += inputs.length;
    const [first] = inputs;
    if (!first) return this.offer(member); // they have been cancelled
    this.#members.callBegan(member);
    this.#parts.life.begin(member.container);
    if (this.target.definition.settings.batch) {
      member.batch(inputs);
      this.#parts.deliveries.startBatch(inputs, member);
    } else this.#parts.deliveries.start(first, member);
    if (member.takesInputs && member.calls < (member.ownLimit ?? this.limit)) this.#members.offer(member);
  }

  #takeOpen(): Member | undefined {
    const limit = this.limit;
    const busyLimit = this.#isRetired || this.#capacity.isSingleUse ? 0 : limit;
    const offered = this.#members.takeOffered(busyLimit);
    if (offered || limit === this.#capacity.targetCalls) return offered;
    return this.#members.findBusy(busyLimit);
  }

  /* How much there is, and may be. */

  /** Beyond their target, containers take inputs only if there may be no further ones. */
  get limit(): number {
    const { targetCalls, maxCalls } = this.#capacity;
    return this.#members.alive.size >= this.#scale.maxContainers ? maxCalls : targetCalls;
  }

  get #load(): Load {
    return {
      queued: this.#queue.length,
      running: this.#running,
      alive: this.#members.alive.size,
      perContainer: this.#capacity.batchSize * this.#capacity.targetCalls,
    };
  }

  get #excess(): string {
    return `${this.#members.alive.size} containers alive, max ${this.#scale.maxContainers}`;
  }
}

const REPLACED = "replaced by a newer deployment";
