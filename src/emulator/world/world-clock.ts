import { pointingAtCaller } from "../../api/codec/own-frames.js";
import { LAST_INSTANT } from "../../contract/time-range.js";
import { ClientClosed, InvalidError } from "../../contract/errors.js";
import { HostTime } from "../host/host-time.js";
import type { OpenWaits } from "../host/open-waits.js";
import { isInStandIn, waitInWorld } from "../host/stand-ins.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Rounds, TimeWait } from "../kernel/rounds.js";
import { lanePool } from "../lanes/threads/lane-pool.js";
import type { Schedules } from "../schedules/schedules.js";
import { checkTimeZone } from "../schedules/time-zone.js";
import { toInstant, toMilliseconds, type Duration } from "./duration.js";

/** Something that is going to happen. */
export interface PendingTimer {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: string;
}

/** The clock of a world. It moves while a call waits, and when it is told to; a real one moves by itself. */
export class WorldClock {
  readonly #kernel: Kernel;
  readonly #rounds: Rounds;
  readonly #schedules: Schedules;
  readonly #waits: OpenWaits;
  #installed: Disposable | undefined;
  #isClosed = false;

  constructor(kernel: Kernel, rounds: Rounds, schedules: Schedules, waits: OpenWaits) {
    this.#waits = waits;
    this.#kernel = kernel;
    this.#rounds = rounds;
    this.#schedules = schedules;
  }

  /** The world's time in epoch milliseconds. */
  now(): number {
    return this.#rounds.now;
  }

  /** The zone whose calendar `Period` follows. */
  get timeZone(): string {
    return this.#schedules.timeZone;
  }

  /**
   * Moves the world to another time zone: from now on, `Period` follows its calendar. What containers see stays UTC.
   * @param timeZone IANA name
   * @throws InvalidError if it is none
   */
  moveTo(timeZone: string): void {
    if (this.#isClosed) throw new ClientClosed("This world is closed: its clock stands still.");
    checkTimeZone("clock.moveTo: the time zone", timeZone);
    this.#schedules.moveTo(timeZone);
  }

  /**
   * Moves the clock on and fires everything that is due on the way, the end included. Each counts from the moment of
   * its call: two of a day that are asked for at once pass one day together.
   * @throws InvalidError if the clock is real
   */
  async advance(duration: Duration): Promise<void> {
    this.#checkVirtual("advance");
    await this.#passUntil(this.#after(duration, "advance"), "advance");
  }

  /**
   * Moves the clock to an instant, as {@link WorldClock.advance} does.
   * @throws InvalidError if it lies in the past, or the clock is real
   */
  async advanceTo(at: Date | string | number): Promise<void> {
    this.#checkVirtual("advanceTo");
    const target = toInstant(at);
    if (target < this.#kernel.now)
      throw new InvalidError(
        `The clock cannot go back to ${new Date(target).toISOString()}: it is ${new Date(this.#kernel.now).toISOString()}.`,
      );
    await this.#passUntil(target, "advance");
  }

  /** Resolves after a span of the world's time. */
  async sleep(duration: Duration): Promise<void> {
    await this.#passUntil(this.#after(duration, "sleep"), "arrival");
  }

  /** Lets everything run until nothing but housekeeping, such as scaling down, is left. */
  runUntilIdle(): Promise<void> {
    return this.#wait("runUntilIdle", true, () => undefined);
  }

  /** What is due when, and for whom, in the order it is going to happen. */
  pending(): readonly PendingTimer[] {
    return this.#kernel.timers.pending().map(({ at, label }) => ({ at, what: label() }));
  }

  /**
   * Lets the test's own code see this clock: `Date`, `performance.now` (from the start of the world), and timers, also
   * those of `node:timers` and `node:timers/promises`. Timers fire when the world's time passes them; time passes as
   * ever, while a call waits or the clock is moved, and not for the sake of a timer alone. Containers keep their time.
   * Ends with the world, if not before; timers that are set then are dropped.
   * @returns what puts back what was there before, except for what somebody else has replaced meanwhile
   * @throws InvalidError if this clock, or that of another world, is installed, or the clock is real
   * @example using _clock = world.clock.install();
   */
  install(): Disposable {
    if (this.#isClosed) throw new ClientClosed("This world is closed: its clock stands still.");
    this.#checkVirtual("install");
    if (this.#installed) throw new InvalidError("clock.install: the clock of this world is installed already.");
    const time = new HostTime(this.#kernel);
    const restore = lanePool.installTime(time);
    if (!restore)
      throw new InvalidError(
        "clock.install: the clock of another world is installed. Dispose of what its `install()` has returned, or close that world.",
      );
    const installed: Disposable = {
      [Symbol.dispose]: () => {
        if (this.#installed !== installed) return;
        this.#installed = undefined;
        restore();
        time.timers.close();
      },
    };
    this.#installed = installed;
    return installed;
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
    this.#installed?.[Symbol.dispose]();
  }

  #after(duration: Duration, method: string): number {
    const at = this.now() + toMilliseconds(duration);
    if (at > LAST_INSTANT)
      throw new InvalidError(
        `clock.${method}: that long after ${new Date(this.now()).toISOString()} is no date any more; the last is ${new Date(LAST_INSTANT).toISOString()}.`,
      );
    return at;
  }

  #checkVirtual(method: string): void {
    if (this.#rounds.isReal)
      throw new InvalidError(
        `clock.${method}: the clock of this world is real, so it goes by itself. Wait with clock.sleep, or start the world without \`clock: "real"\`.`,
      );
  }

  #passUntil(at: number, kind: "advance" | "arrival"): Promise<void> {
    const label = (): string => (kind === "advance" ? "end of clock.advance" : "end of clock.sleep");
    return this.#wait(kind === "advance" ? "advance" : "sleep", false, (wait) =>
      this.#kernel.timers.set({ at, kind, label, fire: () => this.#rounds.endWait(wait) }),
    );
  }

  async #wait(method: string, untilIdle: boolean, begin: (wait: TimeWait) => unknown): Promise<void> {
    using _wait = isInStandIn() ? undefined : this.#waits.begin(`world.clock.${method}`);
    const waiting = new Promise<void>((resolve, reject) => {
      if (this.#isClosed) return reject(new ClientClosed("This world is closed: its clock stands still."));
      const wait: TimeWait = { untilIdle, resolve, reject };
      begin(wait);
      this.#rounds.wait(wait);
    }).catch((error: globalThis.Error) => {
      throw pointingAtCaller(error);
    });
    await waitInWorld(waiting);
  }
}
