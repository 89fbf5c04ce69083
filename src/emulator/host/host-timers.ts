import type { Kernel } from "../kernel/kernel.js";
import type { TimerKind } from "../kernel/timer-queue.js";
import { type SetTimer, VirtualTimers } from "../time/virtual-timers.js";
import { beginWaitInWorld } from "./stand-ins.js";

/** Numbers of timers, where somebody asks for them, begin far from those of Node's. */
const FIRST_ID = 1e12;

/** Timers of the test's own code, among those of a world: they fire when its time passes them. */
export class HostTimers extends VirtualTimers {
  /** When they fire, among timers of one instant. */
  protected readonly kind: TimerKind = "arrival";
  readonly #kernel: Kernel;
  readonly #crash: (error: unknown) => void;
  readonly #pending = new Set<SetTimer>();

  /** @param crash takes what a callback throws */
  constructor(kernel: Kernel, crash: (error: unknown) => void) {
    super(
      {
        get clock() {
          return kernel.now;
        },
        isAlive: true,
        crash,
      },
      FIRST_ID,
    );
    this.#kernel = kernel;
    this.#crash = crash;
  }

  override schedule(delayMs: number, fire: () => void, repeats: boolean): SetTimer {
    const endWait = beginWaitInWorld(); // a stand-in that waits for a timer waits for nothing real
    const end = (): void => {
      if (this.#pending.delete(timer)) endWait?.();
    };
    const handle = this.#kernel.timers.set({
      at: this.#kernel.now + delayMs,
      kind: this.kind,
      label: () => "timer of the test",
      isRecurring: repeats,
      isOfHost: true,
      fire: () => {
        end();
        try {
          fire();
        } catch (error) {
          this.#crash(error);
        }
      },
    });
    const timer: SetTimer = {
      setActive: (isActive) => handle.setActive(isActive),
      cancel: () => {
        handle.cancel();
        end();
      },
    };
    this.#pending.add(timer);
    return timer;
  }

  /** Drops all that are set. */
  close(): void {
    for (const timer of this.#pending) timer.cancel();
  }
}
