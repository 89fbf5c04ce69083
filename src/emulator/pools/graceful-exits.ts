import type { Wire } from "../../contract/wire.js";
import type { AppRecord } from "../records/app-record.js";
import { eventError, type Attempts } from "../calls/attempts.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Container } from "../records/container.js";

/** What graceful exits need of the containers. */
export interface ExitPort {
  readonly attempts: Attempts;
  /** Containers that have not stopped. */
  readonly alive: Iterable<Container>;
  dropContainer(container: Container, reason: string, settle?: () => void): void;
}

/**
 * How long a container may take to end: what it runs, and its `exit` hooks. Modal: section 8.6, choice 18 of section
 * 20.
 */
const GRACE_MS = 30_000;

/**
 * Ends containers in good order: interrupts what they run, so that `finally` blocks run, lets `exit` hooks run, and
 * ends what takes too long. Modal: sections 4.4 and 8.6.
 */
export class GracefulExits {
  readonly #kernel: Kernel;
  readonly #port: ExitPort;
  #awaited: { readonly app: AppRecord; readonly done: () => void }[] = [];

  constructor(kernel: Kernel, port: ExitPort) {
    this.#kernel = kernel;
    this.#port = port;
  }

  /**
   * Stops a container that is not needed. What it runs is interrupted, has this turn to end, and runs again elsewhere
   * meanwhile.
   * @param settle deals with the inputs that are not to run again, before the pool looks for replacements
   */
  stop(container: Container, reason: string, settle?: () => void): void {
    if (container.isGone) {
      settle?.();
      return this.#hurry(container);
    }
    const isBusy = container.inputs.size > 0;
    if (!container.isReady || (!isBusy && !container.hasExit))
      return this.#port.dropContainer(container, reason, settle);
    this.#begin(container, reason);
    if (isBusy) this.#interrupt(container, "hasty");
    settle?.();
    if (container.leader === container)
      for (const input of [...container.inputs]) this.#port.attempts.lose(input, reason, false);
    if (!isBusy) this.#kernel.deliver(container.ordinal, { type: "exit" });
    container.pool.adjust();
  }

  /**
   * Takes a container away, as for another customer: what it runs is interrupted, may use the grace to save its work,
   * and then runs again elsewhere.
   */
  preempt(container: Container, reason: string): void {
    if (container.isGone) return;
    const isBusy = container.inputs.size > 0;
    if (!container.isReady || (!isBusy && !container.hasExit)) return this.#port.dropContainer(container, reason);
    this.#begin(container, reason);
    if (isBusy) this.#interrupt(container, "patient");
    else this.#kernel.deliver(container.ordinal, { type: "exit" });
    container.pool.adjust();
  }

  /** A container that was interrupted says whether all that it ran has come to an end. */
  interrupted(container: Container, isSettled: boolean): void {
    if (container.interruption === "hasty" || (container.interruption === "patient" && isSettled))
      this.#goOn(container);
  }

  /** The `exit` hooks of a container have run, or one has failed. */
  exited(container: Container, error: Wire): void {
    if (error !== undefined)
      this.#kernel.events.add("container.exitFailed", { container: container.id, ...eventError({ ok: false, error }) });
    this.#port.dropContainer(container, "its exit hooks have run");
  }

  /** Calls `done` when no container of an app is on its way out any more. */
  after(app: AppRecord, done: () => void): void {
    if (this.#isExiting(app)) this.#awaited.push({ app, done });
    else done();
  }

  /** To be called when a container that was on its way out is gone. */
  gone({ pool }: Container): void {
    const { app } = pool.target;
    const over = this.#awaited.filter((waiting) => waiting.app === app);
    if (over.length === 0 || this.#isExiting(app)) return;
    this.#awaited = this.#awaited.filter((waiting) => waiting.app !== app);
    for (const { done } of over) done();
  }

  #begin(container: Container, reason: string): void {
    container.moveTo("exiting");
    container.timer?.cancel();
    container.lingering?.cancel();
    container.wake?.setActive(true);
    container.exitReason = reason;
    this.#kernel.events.add("container.exiting", { container: container.id, reason });
    container.pool.stopped(container);
    container.timer = this.#kernel.timers.set({
      at: this.#kernel.now + GRACE_MS,
      kind: "limit",
      label: () => `end of container ${container.id} of \`${container.pool.target.tag}\`, which is to stop`,
      fire: () =>
        this.#port.dropContainer(
          container,
          container.interruption
            ? `what it ran took longer than ${GRACE_MS} ms to end`
            : `its exit hooks took longer than ${GRACE_MS} ms`,
        ),
    });
  }

  #interrupt(container: Container, interruption: "hasty" | "patient"): void {
    container.interruption = interruption;
    for (const { id } of container.inputs) this.#kernel.forgetInput(container.ordinal, id);
    this.#kernel.deliver(container.ordinal, { type: "interrupt" });
  }

  /** What is not waited for any longer. */
  #hurry(container: Container): void {
    if (container.state === "exiting" && container.interruption === "patient") this.#goOn(container);
  }

  #goOn(container: Container): void {
    container.interruption = undefined;
    if (container.hasExit) this.#kernel.deliver(container.ordinal, { type: "exit" });
    else this.#port.dropContainer(container, container.exitReason);
  }

  #isExiting(app: AppRecord): boolean {
    for (const { state, pool } of this.#port.alive) if (state === "exiting" && pool.target.app === app) return true;
    return false;
  }
}
