import { ExecutionError } from "../../../contract/errors.js";
import { immediate, realDelay, realNow } from "../../time/real-time.js";
import type { Pulse } from "../routing/pulse.js";
import { Busy, RealWork, type Work } from "../routing/real-work.js";
import type { RunningContainer } from "../routing/running-container.js";

/** Turns of the event loop before a lane that waits for real I/O polls by the millisecond. */
const QUICK_POLLS = 64;

/** How many times the limit a container may go from one piece of real I/O to the next. */
const TURN_LIMITS = 10;

type Safely = <T>(body: () => T) => T;

/** Knows what is real and under way in a lane, and when its containers have come to rest. */
export class Quiescence {
  readonly #pulse: Pulse;
  readonly #limitMs: number;
  readonly #resources: RealWork;
  readonly #safely: Safely;
  /** Real work that no resource shows. */
  readonly #untracked = new Map<RunningContainer, Work[]>();
  #begun = 0;
  /** Some of it ends. */
  #ended: PromiseWithResolvers<void> | undefined;

  /**
   * @param limitMs real milliseconds after which real I/O fails its input
   * @param owns whether a container belongs to the lane
   * @param safely runs what must not fail while code of containers is at work
   */
  constructor(pulse: Pulse, limitMs: number, owns: (container: RunningContainer) => boolean, safely: Safely) {
    this.#safely = safely;
    this.#pulse = pulse;
    this.#limitMs = limitMs;
    this.#resources = new RealWork(owns, realNow, safely);
  }

  /** @param listener hears of everything real that begins */
  onUse(listener: (container: RunningContainer, type: string) => void): void {
    this.#resources.onUse = listener;
  }

  /** Nothing that is real is open on behalf of a container. */
  get isIdle(): boolean {
    return this.#resources.isIdle && this.#untracked.size === 0;
  }

  /** @inheritdoc RealWork.begun */
  get begun(): number {
    return this.#resources.begun + this.#begun;
  }

  begin(container: RunningContainer, what: string): void {
    this.#begun++;
    this.#untracked.set(container, [...(this.#untracked.get(container) ?? []), { what, since: realNow() }]);
  }

  end(container: RunningContainer, what: string): void {
    const works = this.#untracked.get(container) ?? [];
    const left = works.toSpliced(
      works.findIndex((work) => work.what === what),
      1,
    );
    if (left.length > 0) this.#untracked.set(container, left);
    else this.#untracked.delete(container);
    this.#ended?.resolve();
    this.#ended = undefined;
  }

  /** A container is gone. */
  forget(container: RunningContainer): void {
    this.#untracked.delete(container);
    this.#resources.forget(container);
  }

  close(): void {
    this.#resources.close();
  }

  /** Waits until nothing real is under way; whoever takes too long fails. @param turning whose turn it is */
  async reached(turning: ReadonlySet<RunningContainer>): Promise<void> {
    if (this.#safely(() => this.isIdle)) return;
    const began = realNow();
    for (let polls = 0; ; polls++) {
      this.#pulse.beat();
      const busy = this.#safely(() => this.#busy(turning));
      if (busy.size === 0) {
        const owners = await this.#messaging();
        this.#safely(() => {
          for (const container of owners)
            busy.add(container, { what: "messages through ports", since: Number.POSITIVE_INFINITY });
        });
      }
      if (busy.size === 0) return;
      this.#safely(() => this.#limit(busy, began));
      if (polls >= QUICK_POLLS) await Promise.race([realDelay(1), this.#nextEnd()]);
      await immediate();
    }
  }

  #nextEnd(): Promise<void> {
    return (this.#ended ??= Promise.withResolvers<void>()).promise;
  }

  #busy(turning: ReadonlySet<RunningContainer>): Busy {
    const busy = this.#resources.busy(turning);
    for (const [container, [work]] of this.#untracked) if (work) busy.add(container, work);
    return busy;
  }

  /**
   * Fails whoever waits too long for one thing, or far too long for one after another. @param began when waiting began
   */
  #limit(busy: Busy, began: number): void {
    const now = realNow();
    for (const [container, { what, since }] of busy) {
      const isOver = now - (since === Number.POSITIVE_INFINITY ? began : Math.max(since, began)) > this.#limitMs;
      if (isOver || now - began > TURN_LIMITS * this.#limitMs)
        container.fail(
          new ExecutionError(`Real I/O (${what}) took longer than ${this.#limitMs} ms of real time (realIoLimitMs).`),
        );
    }
  }

  /** Lets messages arrive that are on their way through ports. @returns whom they may have been for, if any did */
  async #messaging(): Promise<Iterable<RunningContainer>> {
    const [portOwners, messages] = this.#safely(() => [this.#resources.portOwners, this.#resources.messages] as const);
    if (portOwners.size === 0) return portOwners;
    await immediate(); // the end of this turn of the event loop
    await immediate(); // a whole one
    return this.#resources.messages === messages ? [] : portOwners;
  }
}
