import { withoutSession } from "../../api/session/session.js";
import type { Kernel } from "../kernel/kernel.js";
import { RealDate } from "../time/real-time.js";
import { HostTimers } from "./host-timers.js";
import type { TimeScope } from "../time/virtual-timers.js";

/** A world's time, for the test's own code. */
export class HostTime implements TimeScope {
  readonly startedAt: number;
  readonly timers: HostTimers;
  readonly #kernel: Kernel;
  readonly #globals: Readonly<Record<string, unknown>>;

  /**
   * To be made before it is installed: timers that were set until then can be cleared afterwards.
   * @param behind what clears timers that are none of these
   */
  constructor(
    kernel: Kernel,
    makeTimers = (crash: (error: unknown) => void): HostTimers => new HostTimers(kernel, crash),
    behind: Pick<typeof globalThis, "clearTimeout" | "clearInterval"> = globalThis,
  ) {
    const { clearTimeout: clearTimeoutBefore, clearInterval: clearIntervalBefore } = behind;
    this.#kernel = kernel;
    this.startedAt = kernel.startTime;
    const timers = makeTimers(rethrow);
    this.timers = timers;
    this.#globals = {
      setTimeout: timers.setTimeout,
      setInterval: timers.setInterval,
      clearTimeout: (timeout?: NodeJS.Timeout) =>
        timers.has(timeout) ? timers.clear(timeout) : clearTimeoutBefore(timeout),
      clearInterval: (timeout?: NodeJS.Timeout) =>
        timers.has(timeout) ? timers.clear(timeout) : clearIntervalBefore(timeout),
      Date: hostDate(() => kernel.now),
    };
  }

  get now(): number {
    return this.#kernel.now;
  }

  global(name: string): unknown {
    return this.#globals[name];
  }
}

/** `Date` whose "now" is the world's; zone and all else are the host's own. */
function hostDate(now: () => number): DateConstructor {
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === "now" ? now : (Reflect.get(target, key) as unknown)),
  });
}

/** An error of a callback is nobody's to catch, as with Node's timers. */
function rethrow(error: unknown): void {
  withoutSession(() =>
    queueMicrotask(() => {
      throw error;
    }),
  );
}
