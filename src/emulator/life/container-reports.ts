import { wireError } from "../../contract/wire.js";
import type { ContainerHandler, Kernel, Origin } from "../kernel/kernel.js";
import type { CommandRequest, Delivery, Loss, Reply, Request, UnsentCommand } from "../kernel/protocol.js";
import type { Mounts } from "../storage/mounts.js";
import type { Container } from "../records/container.js";
import type { ContainerLife } from "./container-life.js";
import type { Containers } from "./containers.js";

/** Hears of answers to what containers were asked through tunnels. */
export interface RelayAnswers {
  answered(id: number, reply: Reply): void;
}

/** Takes what containers report, of themselves to their lives and of what they run to their owners. */
export class ContainerReports implements ContainerHandler {
  readonly #kernel: Kernel;
  readonly #containers: Containers;
  readonly #life: ContainerLife;
  readonly #mounts: Mounts;
  readonly #relays: RelayAnswers;

  constructor(kernel: Kernel, containers: Containers, life: ContainerLife, mounts: Mounts, relays: RelayAnswers) {
    this.#relays = relays;
    this.#kernel = kernel;
    this.#containers = containers;
    this.#life = life;
    this.#mounts = mounts;
  }

  catchUp(deliveries: ReadonlyMap<number, Delivery[]>): void {
    this.#mounts.catchUp(deliveries);
  }

  request(ordinal: number, request: Exclude<Request, CommandRequest | UnsentCommand>): void {
    if (request.type === "left") return this.#mounts.left(ordinal, request.mounts);
    if (request.type === "written") return this.#mounts.written(ordinal, request.mounts);
    if (request.type === "changed") return this.#mounts.changed(ordinal, request.objects);
    if (request.type === "committed") return this.#mounts.committed(ordinal, request.mounts);
    const container = this.#containers.byOrdinal(ordinal);
    if (!container) return; // ended in this very round: nobody hears it any more
    switch (request.type) {
      case "started":
        return this.#life.started(container);
      case "startFailed":
        return this.#life.failStart(container, request.error, request.isHopeless);
      case "nondeterministic":
        return this.#kernel.events.add("world.nondeterministic", { container: container.id, reason: request.reason });
      case "program":
        return this.#kernel.events.add("process.started", {
          container: container.id,
          file: request.file,
          way: request.way,
        });
      case "retires":
        return container.owner.retires(request.reason);
      case "interrupted":
        return this.#life.interrupted(container, request.isSettled);
      case "exited":
        return this.#life.exited(container, request.error);
      case "crashed":
        return this.#crashed(container, request.reason);
      case "ended":
        return this.#life.fail(container, request.reason, "FAILURE", request.error);
      case "output":
      case "yield":
      case "answer":
      case "consumed":
        return container.owner.reported(container, request);
      case "captured":
        return container.owner.captured?.(request.files);
      case "relayed":
        return this.#relays.answered(request.id, request.reply);
      case "sandbox":
        return container.owner.told?.(request.report);
      case "log":
        container.owner.wrote?.(request.stream, request.text);
        return this.#kernel.events.add("log", {
          container: container.id,
          input: request.inputId ?? null,
          stream: request.stream,
          text: request.text,
        });
    }
  }

  hears({ ordinal, inputId, attempt }: Origin): boolean {
    const container = this.#containers.byOrdinal(ordinal);
    if (!container || inputId === undefined) return container !== undefined;
    return container.interruptedIn !== this.#kernel.round && container.owner.hears(inputId, attempt);
  }

  nextTimer(ordinal: number, at: number | null): void {
    const container = this.#containers.byOrdinal(ordinal);
    if (container) this.#life.wakeAt(container, at);
  }

  /**
   * A container went with its lane. Who hung or filled the lane fails; who may have ended it another way, or did not do
   * it, runs again.
   */
  lost(ordinal: number, loss: Loss): void {
    const { reason, death, culprit } = loss;
    this.#mounts.forget(ordinal);
    const container = this.#containers.byOrdinal(ordinal);
    if (!container) return;
    this.#kernel.events.add("world.nondeterministic", { container: container.id, reason });
    const { tag } = container.owner.target;
    container.isOutOfMemory = death === "memory";
    if (culprit === "self" && death !== "exit") {
      const error = wireError(
        death === "hang" ? "FunctionTimeoutError" : "ExecutionError",
        `A container of \`${tag}\` was stopped: ${reason}.`,
      );
      this.#life.fail(container, reason, death === "hang" ? "TIMEOUT" : "FAILURE", error);
    } else if (culprit === "other") this.#life.crash(container, reason, false);
    else this.#crashed(container, reason);
  }

  #crashed(container: Container, reason: string): void {
    if (container.state !== "starting") return this.#life.crash(container, reason);
    const message = `A container of \`${container.owner.target.tag}\` was lost while it started: ${reason}.`;
    this.#life.failStart(container, wireError("InternalFailure", message));
  }
}
