import { LAST_INSTANT } from "../../contract/time-range.js";
import { DeadlockError } from "../../contract/errors.js";
import type { Delivery, Horizon, Report } from "./protocol.js";
import { HOST, type Clients } from "./clients.js";
import type { Kernel } from "./kernel.js";
import { type Foresight, TurnsAhead } from "./turns-ahead.js";
import type { Timer } from "./timer-queue.js";
import type { WallClock } from "./wall-clock.js";

/** The lanes as rounds see them. */
export interface LaneSide {
  /**
   * Lets every container that has deliveries take its turn, until all are quiescent. Takes an immediate at least, so
   * that clients settle meanwhile.
   */
  turn(
    deliveries: ReadonlyMap<number, readonly Delivery[]>,
    now: number,
    horizon?: Horizon,
  ): Promise<readonly Report[]>;
}

/** A wait of the host for time itself. */
export interface TimeWait {
  /** Resolves when nothing but housekeeping is left, instead of when a timer says so. */
  readonly untilIdle: boolean;
  readonly resolve: () => void;
  readonly reject: (error: globalThis.Error) => void;
}

/** Real milliseconds without any progress before a client that waits is called deadlocked. */
const DEADLOCK_GRACE_MS = 50;

/**
 * The loop: deliver, let everyone take a turn, apply what they ask for in canonical order; when nobody has anything to
 * do, move the clock to the next timer. Runs only while a client waits and nothing holds it. With a real clock,
 * it runs whenever something is to be done or due.
 */
export class Rounds {
  readonly #kernel: Kernel;
  readonly #clients: Clients;
  readonly #lanes: LaneSide;
  readonly #maxIdleAdvanceMs: number;
  readonly #waitGraph: () => string;
  readonly #ahead: TurnsAhead | undefined;
  readonly #wall: WallClock | undefined;
  readonly #timeWaits = new Set<TimeWait>();
  #reports: readonly Report[] = [];
  /** What the lanes could run ahead in the turn that they have taken. */
  #behind: Horizon | undefined;
  #holds = 0;
  #isRunning = false;
  #isClosed = false;
  /** Virtual time of the last sign of life between clients and kernel, and how many there were. */
  #lastContact: number;
  #contacts = 0;

  constructor(
    kernel: Kernel,
    lanes: LaneSide,
    options: {
      maxIdleAdvanceMs: number;
      waitGraph: () => string;
      foresight: Foresight | undefined;
      wall: WallClock | undefined;
    },
  ) {
    this.#kernel = kernel;
    this.#clients = kernel.clients;
    this.#lanes = lanes;
    this.#maxIdleAdvanceMs = options.maxIdleAdvanceMs;
    this.#waitGraph = options.waitGraph;
    this.#ahead = options.foresight && new TurnsAhead(kernel, options.foresight, () => this.#passTime());
    this.#wall = options.wall;
    this.#lastContact = kernel.now;
  }

  /** To be called whenever a client has asked for something. */
  poke(): void {
    this.#touch();
    this.#start();
  }

  /** Whether time passes by itself. */
  get isReal(): boolean {
    return this.#wall !== undefined;
  }

  /** The world's time at this moment. */
  get now(): number {
    this.#followWall();
    return this.#kernel.now;
  }

  #followWall(): void {
    if (this.#wall && !this.#isClosed) this.#kernel.now = Math.max(this.#kernel.now, this.#wall.now());
  }

  #start(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    void this.#run();
  }

  #touch(): void {
    this.#lastContact = this.now;
    this.#contacts++;
  }

  wait(wait: TimeWait): void {
    this.#timeWaits.add(wait);
    this.poke();
  }

  endWait(wait: TimeWait): void {
    if (this.#timeWaits.delete(wait)) wait.resolve();
  }

  hold(): void {
    this.#holds++;
  }

  get isHeld(): boolean {
    return this.#holds > 0;
  }

  release(): void {
    this.#holds--;
    this.poke();
  }

  /** Lets what waits for time wait for ever. */
  forget(): void {
    this.#timeWaits.clear();
  }

  close(reason: globalThis.Error): void {
    this.#isClosed = true;
    this.#wall?.close();
    for (const wait of this.#timeWaits) wait.reject(reason);
    this.#timeWaits.clear();
  }

  async #run(): Promise<void> {
    try {
      await this.#rounds();
    } catch (error) {
      // A defect of the emulator: whoever waits has to hear of it.
      for (const wait of this.#timeWaits) wait.reject(error as globalThis.Error);
      for (const pending of [...this.#kernel.pendingOfClients()])
        pending.fail("InternalError", `The emulator failed: ${String((error as globalThis.Error).stack)}`);
      this.#clients.deliver();
      this.#isRunning = false;
    }
  }

  async #rounds(): Promise<void> {
    const kernel = this.#kernel;
    const clients = this.#clients;
    for (let isSettled = false; !this.#isStopped;) {
      if (!isSettled) await clients.settled();
      isSettled = false;
      if (this.#isStopped) break; // held or closed meanwhile
      if (this.#ahead && this.#behind) this.#reports = this.#ahead.catchUp(this.#behind, this.#reports);
      this.#behind = undefined;
      // With nobody waiting, everything stands still: what clients do in real time must not meet rounds half-way.
      if (!this.#wall && !this.#isAwaited && !clients.hasCommands && !clients.hasDeliveries) break;
      this.#followWall();
      const requests = clients.takeRequests();
      if (requests.length > 0 || this.#reports.length > 0) {
        if (requests.length > 0) this.#touch();
        const reports = this.#reports;
        this.#reports = [];
        kernel.apply(requests, reports);
      }
      if (kernel.hasDeliveries) {
        const containers = kernel.takeDeliveries();
        const isAnswered = clients.hasDeliveries;
        if (isAnswered) this.#touch();
        clients.deliver();
        if (containers.size === 0) continue;
        const horizon = isAnswered ? undefined : this.#horizon(containers);
        this.#reports = await this.#lanes.turn(containers, kernel.now, horizon);
        this.#behind = horizon;
        isSettled = true;
      } else if (this.#wall) {
        if (this.#passTime() || (!clients.isBusy && this.#endIdleWaits())) continue;
        if (kernel.realWaits.look(kernel.now)) continue;
        const at = Math.min(kernel.timers.next?.at ?? Number.POSITIVE_INFINITY, kernel.realWaits.nextLook);
        if (at < Number.POSITIVE_INFINITY) this.#wall.wakeAt(at, () => this.#start());
        break;
      } else if (this.#isTimeAwaited && this.#holdsTime()) continue;
      else if (clients.isBusy) await clients.changed();
      else if (!this.#isTimeAwaited) {
        if (!kernel.realWaits.listen()) break;
      } else if (!this.#endIdleWaits() && !this.#passTime()) await this.#stall();
    }
    this.#isRunning = false; // in the same step as the decision to stop, so that no poke falls between
  }

  /** How far ahead the lanes may run: as far as time is going to pass whatever happens. */
  #horizon(deliveries: ReadonlyMap<number, readonly Delivery[]>): Horizon | undefined {
    if (this.#kernel.realWaits.areAwaited) return undefined;
    for (const { untilIdle } of this.#timeWaits) if (untilIdle) return undefined;
    const until = this.#timeWaits.size > 0 ? Number.POSITIVE_INFINITY : this.#lastContact + this.#maxIdleAdvanceMs;
    return this.#ahead?.foresight.foresee(deliveries, until);
  }

  get #isStopped(): boolean {
    return this.#isClosed || this.#holds > 0;
  }

  /** Whether a client waits for time or for an answer. */
  get #isAwaited(): boolean {
    if (this.#timeWaits.size > 0) return true;
    for (const { isAside } of this.#kernel.pendingOfClients()) if (!isAside) return true;
    return false;
  }

  /** Whether time may pass for what they wait for. */
  get #isTimeAwaited(): boolean {
    if (this.#timeWaits.size > 0) return true;
    for (const { isPassive, isAside } of this.#kernel.pendingOfClients()) if (!isPassive && !isAside) return true;
    return false;
  }

  /** Whether programs that run in real time are waited for before time may pass. */
  #holdsTime(): boolean {
    const { realWaits, timers, now } = this.#kernel;
    const next = timers.next && this.#isDue(timers.next) ? timers.next : undefined;
    const isAdvancing = [...this.#timeWaits].some(({ untilIdle }) => !untilIdle);
    return realWaits.holdTime(next, isAdvancing ? Number.POSITIVE_INFINITY : now);
  }

  #endIdleWaits(): boolean {
    if (this.#kernel.timers.hasActive) return false;
    let ended = false;
    for (const wait of this.#timeWaits) {
      if (!wait.untilIdle) continue;
      this.endWait(wait);
      ended = true;
    }
    return ended;
  }

  /** Whether it is time for the next timer, or time may pass for it. */
  #isDue(next: Timer): boolean {
    if (this.#wall) return next.at <= this.#kernel.now;
    if (next.at > LAST_INSTANT) return false;
    const { timers } = this.#kernel;
    if (!(timers.hasActive || timers.hasRecurring)) return false;
    return this.#timeWaits.size > 0 || next.at - this.#lastContact <= this.#maxIdleAdvanceMs;
  }

  /** Moves the clock to the next timer and fires what is due then, one kind at a time. */
  #passTime(): boolean {
    const { timers } = this.#kernel;
    const next = timers.next;
    if (!next || !this.#isDue(next)) return false;
    this.#kernel.now = Math.max(this.#kernel.now, next.at);
    this.#kernel.realWaits.moved();
    for (let due = timers.next; due && due.at === next.at && due.kind === next.kind; due = timers.next) {
      timers.take()?.fire();
      if (due.isOfHost) break;
    }
    return true;
  }

  /** Nothing can make progress. A client may be busy with something real, so it is given a moment. */
  async #stall(): Promise<void> {
    const contacts = this.#contacts;
    const { next } = this.#kernel.timers;
    await this.#clients.changed(DEADLOCK_GRACE_MS);
    await this.#clients.settled();
    if (this.#isStopped) return;
    const requests = this.#clients.takeRequests();
    if (requests.length > 0) {
      this.#kernel.apply(requests, []);
      return;
    }
    if (this.#clients.isBusy || this.#contacts !== contacts || this.#kernel.timers.next !== next) return;
    const graph = this.#waitGraph();
    const isHost = this.#timeWaits.size > 0 || !isEmpty(this.#kernel.pendingOf(HOST));
    const message = `Nothing can make progress, and ${isHost ? "the host" : "a client"} waits:\n${graph}`;
    for (const pending of [...this.#kernel.pendingOfClients()])
      if (!pending.isPassive) pending.fail("DeadlockError", message);
    for (const wait of this.#timeWaits) {
      this.#timeWaits.delete(wait);
      wait.reject(new DeadlockError(message));
    }
  }
}

function isEmpty(iterable: Iterable<unknown>): boolean {
  for (const _ of iterable) return false;
  return true;
}
