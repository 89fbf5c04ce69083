import type { WireError } from "../../contract/wire.js";
import type { Kernel } from "../kernel/kernel.js";

/** Commands that cannot be started, on purpose. */
export interface ExecFault {
  /** Whether it is about a command. */
  matches(line: string): boolean;
  readonly error: WireError;
  /** How often it hits. */
  left: number;
  /** Hears that it has hit. */
  hit(): void;
}

/** What goes wrong on purpose with the start of commands. */
export class ExecFaults {
  readonly #kernel: Kernel;
  readonly #faults: ExecFault[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  add(fault: ExecFault): void {
    this.#faults.push(fault);
  }

  /** @returns why a command cannot be started, if it cannot */
  trouble(sandbox: string, argv: readonly string[]): WireError | undefined {
    const line = argv.join(" ");
    const fault = this.#faults.find((each) => each.left > 0 && each.matches(line));
    if (!fault) return undefined;
    fault.left--;
    fault.hit();
    this.#kernel.events.add("fault.exec", { sandbox, error: fault.error.name, command: line });
    return fault.error;
  }
}
