import type { ContainerTarget } from "../records/container-target.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Container } from "../records/container.js";
import type { ArmedFault } from "./armed-fault.js";
import type { ContainerAccess, Fault } from "./fault-plan.js";

export type StartFault = Extract<Fault, { kind: "slowStart" }>;

/** What faults of starts need of the rest of the world. */
export interface StartFaultPort {
  readonly kernel: Kernel;
  /** What a container is for. */
  targetOf(containerId: string): ContainerTarget;
}

/** Lets containers take long to start. */
export class StartFaults {
  readonly #port: StartFaultPort;
  readonly #faults: { readonly armed: ArmedFault<StartFault>; matches(target: ContainerTarget): boolean }[] = [];

  constructor(port: StartFaultPort) {
    this.#port = port;
  }

  add(armed: ArmedFault<StartFault>, matches: (target: ContainerTarget) => boolean): void {
    this.#faults.push({ armed, matches });
  }

  /** Milliseconds that the start of a container is to take longer, 0 for most. Asked once for each. */
  delayMs(container: Container): number {
    if (this.#faults.length === 0) return 0;
    const target = this.#port.targetOf(container.id);
    const access: ContainerAccess = {
      function: target.tag,
      app: target.app.name,
      containerId: container.id,
      at: this.#port.kernel.now,
    };
    const inSight = this.#faults.filter(
      ({ armed, matches }) => matches(target) && armed.isNumbered(container, armed.fault.containers),
    );
    const found = inSight.find(({ armed }) => (armed.fault.when?.(access) ?? true) && armed.strikes());
    if (!found) return 0;
    this.#port.kernel.events.add("fault.injected", {
      kind: "slowStart",
      function: target.tag,
      input: null,
      attempt: null,
      container: container.id,
    });
    return found.armed.fault.delayMs;
  }
}
