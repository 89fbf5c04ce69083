import { type WireError, wireError } from "../../contract/wire.js";
import type { ContainerTarget } from "../records/container-target.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Container } from "../records/container.js";
import type { ArmedFault } from "./armed-fault.js";
import { wireOfFault } from "./fault-error.js";
import type { ContainerAccess, Fault } from "./fault-plan.js";

export type StartFault = Extract<Fault, { kind: "slowStart" | "failStart" }>;

/** What goes wrong with a start: how much longer it takes, and whether it fails. */
export interface StartTrouble {
  readonly delayMs: number;
  readonly error: WireError | undefined;
}

/** What faults of starts need of the rest of the world. */
export interface StartFaultPort {
  readonly kernel: Kernel;
  /** What a container is for. */
  targetOf(containerId: string): ContainerTarget;
}

const NONE: StartTrouble = { delayMs: 0, error: undefined };

/** Lets containers take long to start, or fail to. */
export class StartFaults {
  readonly #port: StartFaultPort;
  readonly #faults: { readonly armed: ArmedFault<StartFault>; matches(target: ContainerTarget): boolean }[] = [];

  constructor(port: StartFaultPort) {
    this.#port = port;
  }

  add(armed: ArmedFault<StartFault>, matches: (target: ContainerTarget) => boolean): void {
    this.#faults.push({ armed, matches });
  }

  /** What goes wrong with the start of a container, nothing for most. Asked once for each. */
  trouble(container: Container): StartTrouble {
    if (this.#faults.length === 0) return NONE;
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
    if (!found) return NONE;
    const { fault } = found.armed;
    this.#port.kernel.events.add("fault.injected", {
      kind: fault.kind,
      function: target.tag,
      input: null,
      attempt: null,
      container: container.id,
    });
    return fault.kind === "slowStart"
      ? { delayMs: fault.delayMs, error: undefined }
      : {
          delayMs: 0,
          error: wireOfFault(
            fault.error,
            wireError("Error", `A fault hit the start of a container of \`${target.tag}\`.`),
          ),
        };
  }
}
