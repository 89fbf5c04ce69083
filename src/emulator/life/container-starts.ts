import type { ClusterSettings } from "../../contract/cluster-settings.js";
import { type WireError, wireError } from "../../contract/wire.js";
import type { Kernel } from "../kernel/kernel.js";
import type { TimerHandle, TimerKind } from "../kernel/timer-queue.js";
import type { Container } from "../records/container.js";
import type { ContainerPurpose, Containers } from "./containers.js";

/** What the lives of containers need of the rest of the world. */
export interface LifePort {
  /** From the creation of a container to its start. */
  readonly coldStartMs: number;
  /** What goes wrong on purpose with a start. Asked once for each container. */
  startTrouble(container: Container): { readonly delayMs: number; readonly error: WireError | undefined };
}

/** Brings containers up: `created`, then `starting`, then `idle`. */
export class ContainerStarts {
  readonly #kernel: Kernel;
  readonly #containers: Containers;
  readonly #port: LifePort;
  readonly #fail: (container: Container, error: WireError, isHopeless: boolean) => void;

  /** @param fail ends a container that cannot start */
  constructor(
    kernel: Kernel,
    containers: Containers,
    port: LifePort,
    fail: (container: Container, error: WireError, isHopeless: boolean) => void,
  ) {
    this.#kernel = kernel;
    this.#containers = containers;
    this.#port = port;
    this.#fail = fail;
  }

  /** Makes a container, or a cluster of them, that starts after its cold start. @returns the one of rank 0 */
  create(purpose: ContainerPurpose, cluster?: ClusterSettings): Container {
    const container = this.#containers.add(purpose, cluster);
    const coldStartMs = purpose.apart === undefined ? this.#port.coldStartMs : 0;
    const label = (): string => `cold start of a container of \`${purpose.owner.target.tag}\``;
    for (const each of container.together) {
      if (coldStartMs > 0) each.timers.arrival = this.#set("arrival", coldStartMs, label, () => this.#start(each));
      else this.#start(each);
    }
    return container;
  }

  #start(container: Container): void {
    container.moveTo("starting");
    const { owner, timers } = container;
    const { startupTimeoutMs: limitMs } = owner;
    const { tag } = owner.target;
    const limitLabel = (): string => `start-up limit of a container of \`${tag}\``;
    timers.startLimit = this.#set("limit", limitMs, limitLabel, () => {
      const message = `A container of \`${tag}\` did not start within ${limitMs} ms.`;
      this.#fail(container, wireError("FunctionTimeoutError", message), false);
    });
    let problem: WireError | undefined;
    const spec = owner.spec(container, {
      fail: (errorClass, message) => {
        problem ??= wireError(errorClass, `A container of \`${tag}\` could not start: ${message}`);
      },
    });
    const { delayMs, error } = this.#port.startTrouble(container);
    const failure = problem ?? error;
    const start = (): void =>
      failure
        ? this.#fail(container, failure, failure === problem)
        : this.#kernel.deliver(container.ordinal, {
            type: "start",
            spec: { ...spec, snapshot: owner.snapshot(container) },
          });
    if (!failure && delayMs === 0) return start();
    const label = failure ? "a container that cannot start" : "a slow start";
    timers.arrival = this.#set("arrival", delayMs, () => label, start);
  }

  /** The code of a container has been evaluated and its `enter` hooks have run. */
  started(container: Container): void {
    const { owner, cluster, timers } = container;
    timers.startLimit?.cancel();
    timers.startLimit = undefined;
    this.#kernel.events.add("container.started", { container: container.id });
    owner.started(container);
    if (cluster?.hasStarted(container) === false) return;
    for (const each of container.together) each.moveTo("idle");
    owner.ready();
  }

  #set(kind: TimerKind, ms: number, label: () => string, fire: () => void): TimerHandle {
    return this.#kernel.timers.set({ at: this.#kernel.now + ms, kind, label, fire });
  }
}
