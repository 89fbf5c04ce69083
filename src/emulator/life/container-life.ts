import type { ClusterSettings } from "../../contract/cluster-settings.js";
import { type Wire, wireError } from "../../contract/wire.js";
import { eventError } from "../kernel/event-error.js";
import type { AttemptStatus } from "../kernel/events.js";
import type { Kernel } from "../kernel/kernel.js";
import type { TimerHandle, TimerKind } from "../kernel/timer-queue.js";
import type { Container } from "../records/container.js";
import { AppExits } from "./app-exits.js";
import { ContainerStarts, type LifePort } from "./container-starts.js";
import type { ContainerPurpose, Containers } from "./containers.js";

/** Why a container has stopped that has not started. */
export const COULD_NOT_START = "it could not start";

/** For what a container runs and its `exit` hooks to end. Modal: docs/modal/ending-containers.md#shutdown. */
const GRACE_MS = 30_000;

/**
 * The life of containers, whatever they are for. Every transition is made here and in {@link ContainerStarts}, and
 * every timer of a container is set and cancelled there: `created` (create), `starting` (after the cold start), `idle`
 * (started, rest), `busy` (begin), `exiting` (stop, preempt), `stopped` (drop). What is done in a container is the
 * matter of its owner. Those of a cluster begin and rest together and share their fate.
 */
export class ContainerLife {
  readonly #kernel: Kernel;
  readonly #containers: Containers;
  readonly #starts: ContainerStarts;
  /** Who waits for containers to be gone that are on their way out. */
  readonly exits: AppExits;

  constructor(kernel: Kernel, containers: Containers, port: LifePort) {
    this.#kernel = kernel;
    this.#containers = containers;
    this.#starts = new ContainerStarts(kernel, containers, port, (container, error, isHopeless) =>
      this.failStart(container, error, isHopeless),
    );
    this.exits = new AppExits(() => containers.alive);
  }

  /* To `created`, `starting` and `idle`. */

  /** Makes a container, or a cluster of them, that starts after its cold start. @returns the one of rank 0 */
  create(purpose: ContainerPurpose, cluster?: ClusterSettings): Container {
    return this.#starts.create(purpose, cluster);
  }

  /** The code of a container has been evaluated and its `enter` hooks have run. */
  started(container: Container): void {
    this.#starts.started(container);
  }

  /** @param isHopeless the next one would fail as well */
  failStart(container: Container, error: unknown, isHopeless = false): void {
    this.drop(container, COULD_NOT_START, () => container.owner.startFailed(error, isHopeless));
  }

  /* From `idle` to `busy` and back. */

  /** A container has been given something to do. */
  begin(container: Container): void {
    for (const each of container.together) {
      if (each.state === "idle") each.moveTo("busy");
      each.timers.wake?.setActive(true);
    }
  }

  /** A container has done all that it was given. */
  rest(container: Container): void {
    for (const each of container.together) {
      each.moveTo("idle");
      each.timers.wake?.setActive(false);
    }
  }

  /** Lets the owner know when a container has been idle for `ms` more. */
  watchIdle(container: Container, ms: number): void {
    const { owner, timers } = container;
    timers.scaleDown?.cancel();
    const label = (): string => `scale-down of container ${container.id} of \`${owner.target.tag}\``;
    timers.scaleDown = this.#set("housekeeping", ms, label, () => {
      timers.scaleDown = undefined;
      owner.idled();
    });
  }

  /** Code in the container waits for a time, or for none. What an idle container does by itself moves no time. */
  wakeAt(container: Container, at: number | null): void {
    const { ordinal, owner, timers } = container;
    if (timers.wake?.at !== at) {
      timers.wake?.cancel();
      timers.wake = undefined;
      if (at === null) return;
      const label = (): string => `timer in container ${container.id} of \`${owner.target.tag}\``;
      const fire = (): void => {
        timers.wake = undefined;
        this.#kernel.deliver(ordinal, { type: "wake" });
      };
      timers.wake = this.#kernel.timers.set({ at, kind: "arrival", label, fire });
    }
    timers.wake?.setActive(container.state !== "idle");
  }

  /* From `idle` and `busy` to `exiting`, or to `stopped` if there is nothing to be ended. */

  /**
   * Stops a container that is not needed, in good order. What it runs is interrupted, has this turn to end, and runs
   * again elsewhere meanwhile. Modal: docs/modal/classes.md#hooks, docs/modal/ending-containers.md#shutdown.
   * @param settle deals with the inputs that are not to run again, before the owner looks for replacements
   */
  stop(container: Container, reason: string, settle?: () => void): void {
    for (const follower of container.followers) this.#stop(follower, reason);
    this.#stop(container, reason, settle);
  }

  #stop(container: Container, reason: string, settle?: () => void): void {
    if (container.isGone) {
      settle?.();
      // nor is it waited for any longer
      if (container.state === "exiting" && container.interruption === "patient") this.#runExitHooks(container);
      return;
    }
    if (!this.#exit(container, reason, "hasty", settle)) return;
    settle?.();
    if (container.leader === container) container.owner.abandoned(reason);
    container.owner.adjust();
  }

  /**
   * Takes a container away, as Modal does when it needs the machine: what it runs is interrupted, may use the grace to
   * save its work, and then runs again elsewhere. Modal: docs/modal/ending-containers.md#preemption.
   * @param isCounted whether that counts as a loss of what runs there
   */
  preempt({ leader }: Container, reason: string, isCounted = true): void {
    if (leader.state === "starting") {
      const message = `A container of \`${leader.owner.target.tag}\` was interrupted while it started: ${reason}.`;
      return this.failStart(leader, wireError("InternalFailure", message));
    }
    for (const container of [...leader.followers, leader]) {
      if (container.isGone) continue;
      container.isPreempted = isCounted;
      if (this.#exit(container, reason, "patient")) container.owner.adjust();
    }
  }

  /** The same after a while, as the container's own code asks for: no time passes for its sake. */
  preemptAfter(container: Container, ms: number): void {
    const { owner, timers } = container;
    timers.preemption?.cancel(); // as the second alarm of a process takes the place of the first
    const label = (): string => `simulated preemption of container ${container.id} of \`${owner.target.tag}\``;
    const fire = (): void => this.preempt(container, "preempted, as its code asked for");
    timers.preemption = this.#set("arrival", ms, label, fire);
    timers.preemption.setActive(false);
  }

  /** What runs is interrupted, then `exit` hooks run. @returns false if there is neither, so that it has stopped */
  #exit(container: Container, reason: string, interruption: "hasty" | "patient", settle?: () => void): boolean {
    const { owner, timers, ordinal } = container;
    const isBusy = container.state === "busy";
    if (!container.isReady || (!isBusy && !container.hasExit)) {
      this.drop(container, reason, settle);
      return false;
    }
    container.moveTo("exiting");
    container.exitReason = reason;
    timers.scaleDown?.cancel();
    timers.wake?.setActive(true);
    this.#kernel.events.add("container.exiting", { container: container.id, reason });
    if (container.leader === container) owner.left();
    const label = (): string => `end of container ${container.id} of \`${owner.target.tag}\`, which is to stop`;
    timers.grace = this.#set("limit", GRACE_MS, label, () => {
      const what = container.interruption
        ? `what it ran took longer than ${GRACE_MS} ms to end`
        : `its exit hooks took longer than ${GRACE_MS} ms`;
      this.drop(container, what);
    });
    if (isBusy) {
      container.interruption = interruption;
      container.interruptedIn = this.#kernel.round;
      for (const attempt of owner.attempts) this.#kernel.forgetAttempt(ordinal, attempt);
      this.#kernel.deliver(ordinal, { type: "interrupt" });
    } else this.#kernel.deliver(ordinal, { type: "exit" });
    return true;
  }

  /* From `exiting` to `stopped`. */

  /** A container that was interrupted says whether all that it ran has come to an end. */
  interrupted(container: Container, isSettled: boolean): void {
    if (container.interruption === "hasty" || (container.interruption === "patient" && isSettled))
      this.#runExitHooks(container);
  }

  #runExitHooks(container: Container): void {
    container.interruption = undefined;
    if (container.hasExit) this.#kernel.deliver(container.ordinal, { type: "exit" });
    else this.drop(container, container.exitReason);
  }

  /** The `exit` hooks of a container have run, or one has failed. */
  exited(container: Container, error: Wire): void {
    if (error !== undefined)
      this.#kernel.events.add("container.exitFailed", { container: container.id, ...eventError({ ok: false, error }) });
    this.drop(container, "its exit hooks have run");
  }

  /* From any state to `stopped`. */

  /**
   * Ends a container without a word, whatever it does; what it runs runs again elsewhere.
   * @param settle deals with the inputs that are not to run again, before the owner looks for replacements
   * @param isHard what it has not committed is lost
   */
  drop(container: Container, reason: string, settle?: () => void, isHard = false): void {
    if (container.isStopped) return;
    const { leader, owner, ordinal } = container;
    // they share their fate
    if (!leader.isGone && leader !== container) return this.drop(leader, reason, settle, isHard);
    const isExiting = container.state === "exiting";
    container.moveTo("stopped");
    container.timers.cancel();
    this.#containers.remove(container);
    this.#kernel.forgetPending(ordinal);
    this.#kernel.deliver(ordinal, { type: "drop", isHard });
    this.#kernel.events.add("container.stopped", { container: container.id, reason });
    if (leader === container) {
      if (!isExiting) {
        owner.left();
        for (const follower of container.followers)
          this.drop(follower, `container ${container.id}, rank 0 of its cluster, has stopped`);
      }
      settle?.();
      owner.lost(isExiting ? container.exitReason : reason, container.isPreempted);
      if (!isExiting) owner.adjust();
    }
    if (isExiting) this.exits.gone(owner.target.app);
  }

  /**
   * A container was lost: its inputs run again elsewhere, up to a number of times.
   * Modal: docs/modal/retries.md#lost-inputs.
   * @param isCounted false if it had no part in it
   */
  crash(container: Container, reason: string, isCounted = true): void {
    this.drop(container, reason, () => container.owner.lost(reason, isCounted), true);
  }

  /** A container ends and fails what it runs, or its start. */
  fail(container: Container, reason: string, status: AttemptStatus, error: unknown): void {
    if (container.state === "starting") this.failStart(container, error, status === "TIMEOUT");
    else this.drop(container, reason, () => container.owner.failed(status, error));
  }

  #set(kind: TimerKind, ms: number, label: () => string, fire: () => void): TimerHandle {
    return this.#kernel.timers.set({ at: this.#kernel.now + ms, kind, label, fire });
  }
}
