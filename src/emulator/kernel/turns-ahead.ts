import type { Kernel } from "./kernel.js";
import type { Delivery, ForeseenInput, Horizon, Report } from "./protocol.js";

/** Knows what is going to come. */
export interface Foresight {
  /** What a container is going to get next, if nothing can come between. @param until nothing after it is sure */
  foresee(deliveries: ReadonlyMap<number, readonly Delivery[]>, until: number): Horizon | undefined;
  /** How much of it has happened. */
  happened(horizon: Horizon, steps: number): void;
}

/** Makes up for turns that lanes took before their time, up to a horizon. */
export class TurnsAhead {
  readonly foresight: Foresight;
  readonly #kernel: Kernel;
  readonly #passTime: () => boolean;

  /** @param passTime moves the clock to the next timer and fires what is due, if time may pass */
  constructor(kernel: Kernel, foresight: Foresight, passTime: () => boolean) {
    this.#kernel = kernel;
    this.foresight = foresight;
    this.#passTime = passTime;
  }

  /**
   * Lets happen what the lanes have run ahead of: timers fire and requests are applied as ever, only that the turns
   * have been taken. @returns what is still to be applied
   */
  catchUp(horizon: Horizon, reports: readonly Report[]): readonly Report[] {
    let unapplied = reports;
    const ahead = reports.flatMap((report) => report.ahead ?? []);
    for (const [index, report] of ahead.entries()) {
      this.#kernel.apply([], unapplied);
      unapplied = [];
      if (!this.#comesToPass(report.ordinal, horizon.inputs[index])) break;
      unapplied = [report];
    }
    this.foresight.happened(horizon, ahead.length);
    return unapplied;
  }

  /**
   * @returns false if a client has changed the course of things in real time, while the lanes ran ahead: they take
   * their turns again then
   */
  #comesToPass(ordinal: number, foreseen: ForeseenInput | undefined): boolean {
    const kernel = this.#kernel;
    const [at, inputId] = foreseen ?? [];
    while (!kernel.hasDeliveries) if (!this.#passTime()) return false;
    const containers = kernel.takeDeliveries();
    const [delivery, ...others] = containers.get(ordinal) ?? [];
    if (
      !kernel.clients.hasDeliveries &&
      containers.size === 1 &&
      others.length === 0 &&
      delivery?.type === "input" &&
      delivery.inputId === inputId &&
      kernel.now === at
    )
      return true;
    for (const [to, messages] of containers) for (const message of messages) kernel.deliver(to, message);
    return false;
  }
}
