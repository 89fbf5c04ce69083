import type { AttemptStatus } from "../kernel/events.js";
import type { Failing } from "../kernel/failing.js";
import type { ContainerSpec, MemorySnapshot, WorkReport } from "../kernel/protocol.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import { InputRecord } from "../records/call-record.js";
import type { Container } from "../records/container.js";
import type { FunctionRecord } from "../records/function-record.js";
import type { ContainerOwner } from "../records/container-owner.js";
import { Leftover } from "../records/leftover.js";
import type { RunningInput, Workplace } from "../records/workplace.js";
import { ClusterAnswers } from "./cluster-answers.js";
import type { Pool, PoolParts } from "./pool.js";

/** A container as its pool knows it, or a cluster, for which the container of rank 0 stands: what runs there. */
export class Member implements ContainerOwner, Workplace {
  readonly pool: Pool;
  readonly container: Container;
  readonly inputs: Set<RunningInput> = new Set();
  /** Calls of the function that run here: of inputs, or of batches of them. */
  calls = 0;
  /** How many it runs at once, if it has said so itself. */
  ownLimit: number | undefined;
  /** Whether it has started, and is not to stop when it is done with what it has. */
  takesInputs = false;
  /** Why it takes no further inputs, if it has said so itself. */
  retirement: string | undefined;
  /** Whether it stands among those that may take more. */
  isOffered = false;
  /** Set while it waits for more inputs of a batch. */
  lingering: TimerHandle | undefined;
  idleSince = 0;
  /** Of a cluster. */
  readonly answers: ClusterAnswers | undefined;
  /** Inputs that run in one call, by each of them; none of a function that is not batched. */
  #batches: Map<RunningInput, Set<RunningInput>> | undefined;
  readonly #parts: PoolParts;

  constructor(pool: Pool, parts: PoolParts, reason: string) {
    this.pool = pool;
    this.#parts = parts;
    const { settings } = pool.target.definition;
    this.container = parts.life.create({ owner: this, settings, reason }, settings.cluster);
    this.answers = this.container.cluster && new ClusterAnswers(this.container.cluster);
  }

  /** Whether it runs something, or waits with an input for more. */
  get isOccupied(): boolean {
    return this.container.state === "busy" || this.lingering !== undefined;
  }

  /* What runs there. */

  find(inputId: string, attempt: number | undefined): RunningInput | undefined {
    for (const input of this.inputs) if (input.id === inputId && input.attempt === attempt) return input;
    return undefined;
  }

  /** Inputs begin to run in one call. */
  batch(inputs: readonly InputRecord[]): void {
    const batch = new Set<RunningInput>(inputs);
    for (const input of inputs) (this.#batches ??= new Map()).set(input, batch);
  }

  /** What shares a call with an input, itself included. */
  callOf(input: RunningInput): RunningInput[] {
    return [...(this.#batches?.get(input) ?? [input])];
  }

  togetherWith(input: InputRecord): InputRecord[] {
    return this.callOf(input).filter((each) => each instanceof InputRecord);
  }

  replace(input: InputRecord, leftover: Leftover): void {
    this.inputs.delete(input);
    this.inputs.add(leftover);
    const batch = this.#batches?.get(input);
    if (!batch) return;
    batch.delete(input);
    this.#batches?.delete(input);
    this.#batches?.set(leftover, batch.add(leftover));
  }

  released(input: RunningInput): void {
    this.pool.released(input, this);
    if (input instanceof Leftover) this.#parts.attempts.gaveWay(this.target.app);
  }

  /** It is on its way out: what nobody waits for takes no place any more. @returns how many it took */
  vacate(): number {
    const left = [...this.inputs].filter((input) => input instanceof Leftover && input.takesPlace) as Leftover[];
    for (const leftover of left) leftover.takesPlace = false;
    return left.length;
  }

  /** @returns whether the call that it ran in has ended with it */
  remove(input: RunningInput): boolean {
    this.inputs.delete(input);
    const batch = this.#batches?.get(input);
    batch?.delete(input);
    this.#batches?.delete(input);
    return !batch?.size;
  }

  /* What the life of the container asks and tells. */

  get target(): FunctionRecord {
    return this.pool.target;
  }

  get startupTimeoutMs(): number {
    return this.pool.target.definition.settings.startupTimeoutMs;
  }

  get hasExit(): boolean {
    return this.pool.target.definition.cls?.hooks.some(({ kind }) => kind === "exit") ?? false;
  }

  get attempts(): Iterable<RunningInput> {
    return this.inputs;
  }

  spec(container: Container, failing: Failing): ContainerSpec {
    return this.#parts.spec(container, this.pool.target, failing);
  }

  snapshot(container: Container): MemorySnapshot | undefined {
    return this.#hasSnapshot ? this.pool.starts.snapshots.begin(container) : undefined;
  }

  started(container: Container): void {
    if (this.#hasSnapshot) this.pool.starts.snapshots.started(container);
  }

  get #hasSnapshot(): boolean {
    return this.pool.target.definition.settings.enableMemorySnapshot;
  }

  ready(): void {
    this.pool.ready(this);
  }

  idled(): void {
    this.pool.idled(this);
  }

  retires(reason: string): void {
    this.retirement = reason;
    this.pool.retires(this, reason);
  }

  concurrency(calls: number | undefined): number {
    if (calls !== undefined) {
      this.ownLimit = Math.min(calls, this.pool.target.definition.settings.concurrency?.maxInputs ?? 1);
      this.pool.offer(this);
    }
    return this.ownLimit ?? this.pool.limit;
  }

  left(): void {
    this.pool.left(this);
  }

  adjust(): void {
    this.pool.adjust();
  }

  startFailed(error: unknown, isHopeless: boolean): void {
    this.pool.startFailed(error, isHopeless);
  }

  abandoned(reason: string): void {
    for (const input of [...this.inputs]) if (!input.isEnded) this.#parts.attempts.lose(input, reason, false);
  }

  lost(reason: string, isCounted: boolean): void {
    for (const input of [...this.inputs]) {
      if (input.isEnded) this.released(input);
      else this.#parts.attempts.lose(input, reason, isCounted);
    }
  }

  failed(status: AttemptStatus, error: unknown): void {
    for (const input of [...this.inputs])
      if (!input.isEnded) this.#parts.attempts.finish(input, input.attempt, status, { ok: false, error });
  }

  reported(container: Container, report: WorkReport): void {
    this.#parts.reports.take(this, container, report);
  }

  hears(inputId: string, attempt: number | undefined): boolean {
    const input = this.find(inputId, attempt);
    return !(input instanceof Leftover && input.interruptedIn === this.#parts.kernel.round);
  }
}
