import type { Calls } from "../calls/calls.js";
import type { Pending } from "../kernel/kernel.js";
import type { Asking } from "../kernel/protocol.js";
import type { Containers } from "../life/containers.js";

/** Who wants to talk to the person at the terminal. */
export function askerOf({ origin: { ordinal, inputId } }: Pending, containers: Containers, calls: Calls): Asking {
  const container = containers.byOrdinal(ordinal);
  const target = inputId === undefined ? undefined : calls.input(inputId)?.call.target;
  return {
    function: (target ?? container?.owner.target)?.tag ?? "",
    inputId: inputId ?? null,
    containerId: container?.id ?? "",
  };
}
