import type { Kernel } from "../kernel/kernel.js";
import type { Rounds, TimeWait } from "../kernel/rounds.js";
import { realClearInterval, realClearTimeout } from "../time/real-time.js";
import { type SetTimer, VirtualTimeout } from "../time/virtual-timers.js";
import { HostTime } from "./host-time.js";
import { HostTimers } from "./host-timers.js";

type Timer = Parameters<typeof clearTimeout>[0];

/**
 * What the code of Modal's own client waits for, time passes for: an answer of the world, or, while none is on its way,
 * the next of its timers, such as the delay before it tries again.
 */
export class ClientWaits {
  readonly #rounds: Rounds;
  /** Timers that keep it waiting. */
  readonly #timers = new Set<object>();
  readonly #calls = new Set<object>();
  #wait: TimeWait | undefined;

  constructor(rounds: Rounds) {
    this.#rounds = rounds;
  }

  /** A call is on its way. @returns to be called when it is over, any number of times */
  begin(): () => void {
    const call = {};
    this.#calls.add(call);
    this.#update();
    return () => {
      if (this.#calls.delete(call)) this.#update();
    };
  }

  /** A timer was set, fired or cancelled. */
  change(timer: object, isWaitedFor: boolean): void {
    if (isWaitedFor) this.#timers.add(timer);
    else this.#timers.delete(timer);
    this.#update();
  }

  #update(): void {
    const isWaiting = this.#calls.size === 0 && this.#timers.size > 0;
    if (isWaiting === (this.#wait !== undefined)) return;
    const wait = this.#wait ?? { untilIdle: false, resolve: ignore, reject: ignore };
    this.#wait = isWaiting ? wait : undefined;
    if (isWaiting) this.#rounds.wait(wait);
    else this.#rounds.endWait(wait);
  }
}

/** A world's time for the code of Modal's own client. */
export function clientTime(kernel: Kernel, waits: ClientWaits): HostTime {
  return new HostTime(kernel, (crash) => new ClientTimers(kernel, crash, waits), {
    clearTimeout: (timer) => clear(timer, realClearTimeout),
    clearInterval: (timer) => clear(timer, realClearInterval),
  });
}

/** A timer of another world, or a real one: what is installed now would ask this world again. */
function clear(timer: Timer, clearReal: (timer: Timer) => void): void {
  if (timer instanceof VirtualTimeout) timer.close();
  else clearReal(timer);
}

/** Timers that tell for which of them somebody waits. */
class ClientTimers extends HostTimers {
  protected override readonly kind = "client";
  readonly #waits: ClientWaits;

  constructor(kernel: Kernel, crash: (error: unknown) => void, waits: ClientWaits) {
    super(kernel, crash);
    this.#waits = waits;
  }

  override schedule(delayMs: number, fire: () => void, repeats: boolean): SetTimer {
    const end = (): void => this.#waits.change(timer, false);
    const inner = super.schedule(delayMs, () => (end(), fire()), repeats);
    const timer: SetTimer = {
      setActive: (isActive) => {
        inner.setActive(isActive);
        this.#waits.change(timer, isActive);
      },
      cancel: () => {
        inner.cancel();
        end();
      },
    };
    this.#waits.change(timer, true);
    return timer;
  }
}

function ignore(): void {}
