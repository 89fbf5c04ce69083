import { copyOfWire } from "../../contract/wire.js";
import type { Attempts } from "../calls/attempts.js";
import type { Kernel } from "../kernel/kernel.js";
import type { InputRecord } from "../records/call-record.js";
import type { Container } from "../records/container.js";
import type { Member } from "./member.js";

/** What deliveries need, and what may go wrong with them. */
export interface DeliveryPort {
  readonly attempts: Attempts;
  /** Carries out `deliver`: now, late or not at all, as is meant to go wrong. */
  deliver(inputs: readonly InputRecord[], container: Container, deliver: () => void): void;
}

/** Hands inputs to the containers that are to run them. */
export class InputDeliveries {
  readonly #kernel: Kernel;
  readonly #port: DeliveryPort;

  constructor(kernel: Kernel, port: DeliveryPort) {
    this.#kernel = kernel;
    this.#port = port;
  }

  /** Starts an attempt at an input. */
  start(input: InputRecord, member: Member): void {
    this.#port.attempts.start(input, member);
    member.answers?.begin();
    const { container } = member;
    const { id: inputId, attempt, args, call } = input;
    this.#port.deliver([input], container, () => {
      for (const { ordinal } of container.together)
        this.#kernel.deliver(ordinal, {
          type: "input",
          inputId,
          callId: call.id,
          attempt,
          args: copyOfWire(args),
          method: call.target.method,
        });
      call.sink?.delivered();
    });
  }

  /** Starts attempts at inputs that the function gets in one call. */
  startBatch(inputs: readonly InputRecord[], member: Member): void {
    for (const input of inputs) this.#port.attempts.start(input, member);
    const { container } = member;
    const deliver = (): void =>
      this.#kernel.deliver(container.ordinal, {
        type: "batch",
        inputs: inputs.map((input) => ({
          inputId: input.id,
          callId: input.call.id,
          attempt: input.attempt,
          args: copyOfWire(input.args),
        })),
        method: inputs[0]?.call.target.method,
      });
    this.#port.deliver(inputs, container, deliver);
  }
}
