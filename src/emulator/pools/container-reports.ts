import type { CommandRequest, Delivery, Loss, Request } from "../kernel/protocol.js";
import { wireError } from "../../contract/wire.js";
import type { Attempts } from "../calls/attempts.js";
import type { InputRecord } from "../records/call-record.js";
import type { ContainerHandler, Kernel } from "../kernel/kernel.js";
import type { Mounts } from "../storage/mounts.js";
import type { Cluster } from "../records/cluster.js";
import { type Container, togetherWith } from "../records/container.js";
import type { GracefulExits } from "./graceful-exits.js";

/** What is told of containers, and what may go wrong with that. */
export interface ReportPort {
  readonly attempts: Attempts;
  readonly mounts: Mounts;
  readonly faults: { readonly ofAttempts: { losesOutput(input: InputRecord, attempt: number): boolean } };
}

/** The containers of which it is told. */
export interface ReportedContainers {
  readonly exits: GracefulExits;
  byOrdinal(ordinal: number): Container | undefined;
  dropContainer(container: Container, reason: string, settle?: () => void): void;
  failStart(container: Container, error: unknown): void;
  fail(container: Container, reason: string, status: "FAILURE" | "TIMEOUT", error: unknown): void;
  lose(container: Container, reason: string, isCounted: boolean): void;
}

/** Takes what containers report. */
export class ContainerReports implements ContainerHandler {
  readonly #kernel: Kernel;
  readonly #containers: ReportedContainers;
  readonly #port: ReportPort;

  constructor(kernel: Kernel, containers: ReportedContainers, port: ReportPort) {
    this.#kernel = kernel;
    this.#containers = containers;
    this.#port = port;
  }

  catchUp(deliveries: ReadonlyMap<number, Delivery[]>): void {
    this.#port.mounts.catchUp(deliveries);
  }

  request(ordinal: number, request: Exclude<Request, CommandRequest>): void {
    if (request.type === "left") return this.#port.mounts.left(ordinal, request.mounts);
    if (request.type === "written") return this.#port.mounts.written(ordinal, request.mounts);
    const container = this.#containers.byOrdinal(ordinal);
    if (!container) return; // ended in this very round: nobody hears it any more
    switch (request.type) {
      case "started":
        container.timer?.cancel();
        container.timer = undefined;
        this.#kernel.events.add("container.started", { container: container.id });
        this.#recordSnapshot(container);
        return container.cluster?.hasStarted(container) === false ? undefined : container.pool.ready(container.leader);
      case "exited":
        return this.#containers.exits.exited(container, request.error);
      case "interrupted":
        return this.#containers.exits.interrupted(container, request.isSettled);
      case "startFailed":
        return this.#containers.failStart(container, request.error);
      case "output": {
        if (container.cluster) return this.#answer(container.cluster, container, request);
        const input = running(container, request.inputId, request.attempt);
        if (!input) return;
        if (container.state === "exiting") return; // it was interrupted, and runs again
        if (input.isEnded) container.pool.released(input, container); // it was cancelled and ended in one round
        else if (!this.#port.faults.ofAttempts.losesOutput(input, request.attempt))
          this.#port.attempts.report(input, request.attempt, request.outcome);
        return;
      }
      case "yield": {
        const input = running(container, request.inputId, request.attempt);
        return input && !input.isEnded ? input.call.sink?.item(request.item, request.attempt) : undefined;
      }
      case "cancelled": {
        const input = running(container.leader, request.inputId);
        if (!input || container.leader !== container)
          return request.isSettled || !container.cluster
            ? undefined
            : this.#containers.dropContainer(container, "a cancelled input did not end");
        const settle = (): void => {
          for (const each of togetherWith(input, container)) {
            if (each.isEnded) container.pool.released(each, container);
            else
              this.#port.attempts.finish(each, each.attempt, "TERMINATED", {
                ok: false,
                error: wireError("RemoteError", ""),
              });
          }
        };
        if (request.isSettled) settle();
        else this.#containers.dropContainer(container, "a cancelled input did not end", settle);
        return;
      }
      case "ended":
        return this.#containers.fail(container, request.reason, "FAILURE", request.error);
      case "log":
        return this.#kernel.events.add("log", {
          container: container.id,
          input: request.inputId ?? null,
          stream: request.stream,
          text: request.text,
        });
    }
  }

  hears(ordinal: number, inputId: string | undefined): boolean {
    const container = this.#containers.byOrdinal(ordinal);
    const input = container && inputId !== undefined ? running(container, inputId) : undefined;
    return container !== undefined && (!input?.isEnded || input.isLeftover);
  }

  nextTimer(ordinal: number, at: number | null): void {
    const container = this.#containers.byOrdinal(ordinal);
    if (!container) return;
    if (container.wake && container.wake.at === at) return container.wake.setActive(container.state !== "idle");
    container.wake?.cancel();
    container.wake = undefined;
    if (at === null) return;
    container.wake = this.#kernel.timers.set({
      at,
      kind: "arrival",
      label: () => `timer in container ${container.id} of \`${container.pool.target.tag}\``,
      fire: () => {
        container.wake = undefined;
        this.#kernel.deliver(ordinal, { type: "wake" });
      },
    });
    container.wake.setActive(container.state !== "idle"); // what an idle container does by itself moves no time
  }

  /**
   * A container went with its lane. Who hung or filled the lane fails; who may have ended it another way, or did not do
   * it, runs again.
   */
  lost(ordinal: number, loss: Loss): void {
    const { reason, death, culprit } = loss;
    this.#port.mounts.forget(ordinal);
    const container = this.#containers.byOrdinal(ordinal);
    if (!container) return;
    this.#kernel.events.add("world.nondeterministic", { container: container.id, reason });
    const { tag } = container.pool.target;
    if (culprit === "self" && death !== "exit") {
      const error = wireError(
        death === "hang" ? "FunctionTimeoutError" : "ExecutionError",
        `A container of \`${tag}\` was stopped: ${reason}.`,
      );
      this.#containers.fail(container, reason, death === "hang" ? "TIMEOUT" : "FAILURE", error);
    } else if (container.state === "starting" && container.pool.lostStart(loss)) {
      this.#containers.failStart(
        container,
        wireError("InternalFailure", `A container of \`${tag}\` was lost while it started: ${reason}.`),
      );
    } else {
      this.#containers.dropContainer(container, reason, () =>
        this.#containers.lose(container, reason, culprit !== "other"),
      );
    }
  }

  /**
   * A container of a cluster has ended its input; those that still work on one that has failed are interrupted. Modal:
   * section 5.3.
   */
  #answer(
    cluster: Cluster,
    container: Container,
    { inputId, attempt, outcome: own }: Extract<Request, { type: "output" }>,
  ): void {
    const { leader } = container;
    const input = running(leader, inputId, attempt);
    if (!input || leader.state === "exiting") return;
    if (input.isEnded) return leader === container ? leader.pool.released(input, leader) : undefined;
    const outcome = cluster.answer(container, own);
    if (!outcome) return;
    for (const { ordinal } of cluster.working) {
      this.#kernel.forgetInput(ordinal, inputId);
      this.#kernel.deliver(ordinal, { type: "cancel", inputId });
    }
    if (!this.#port.faults.ofAttempts.losesOutput(input, attempt)) this.#port.attempts.report(input, attempt, outcome);
  }

  /** The first container of a pool takes the memory snapshot, later ones start from it. Modal: section 8.7. */
  #recordSnapshot({ id, pool }: Container): void {
    if (!pool.target.definition.settings.enableMemorySnapshot) return;
    this.#kernel.events.add(pool.hasSnapshot ? "container.restored" : "container.snapshotted", { container: id });
    pool.hasSnapshot = true;
  }
}

/** @param attempt left out, the one that counts */
function running(container: Container, inputId: string, attempt?: number): InputRecord | undefined {
  let found: InputRecord | undefined;
  for (const input of container.inputs)
    if (input.id === inputId && (attempt === undefined || input.attempt === attempt) && (!found || found.isEnded))
      found = input;
  return found;
}
