import { wireError } from "../../../contract/wire.js";
import type { Delivery, Request } from "../../kernel/protocol.js";

/* What is said in place of what cannot be brought from one thread to another: the call that it belongs to fails. */

/** What a container is told instead. */
export function stillDeliverable(message: Delivery, reason: string): Delivery {
  if (message.type === "start")
    return {
      type: "start",
      spec: {
        ...message.spec,
        cls: undefined,
        options: undefined,
        environment: {},
        functions: [],
        mounts: [],
        undeliverable: reason,
      },
    };
  const type = "undeliverable";
  if (message.type === "reply") return { type, reason, inputs: [], request: message.request };
  const inputs = message.type === "input" ? [message] : message.type === "batch" ? message.inputs : [];
  return { type, reason, inputs: inputs.map(({ inputId, attempt }) => ({ inputId, attempt })) };
}

/**
 * What the kernel is told instead.
 * @param tag what the container runs, if it lives
 */
export function stillSendable(request: Request, tag: string | undefined, reason: string): readonly Request[] {
  const failed = (what: string) =>
    wireError(
      "SerializationError",
      `${what} of ${tag === undefined ? "a container" : `\`${tag}\``} could not be brought from its thread: ${reason}`,
    );
  switch (request.type) {
    case "output":
      return [{ ...request, outcome: { ok: false, error: failed("The result") } }];
    case "yield": {
      const { inputId, attempt } = request;
      return [{ type: "output", inputId, attempt, outcome: { ok: false, error: failed("An item") } }];
    }
    case "command":
      return [{ type: "unsent", request: request.request, error: failed(`What goes with \`${request.name}\``) }];
    case "startFailed":
    case "exited":
    case "ended":
      return [{ ...request, error: failed("The error") }];
    case "written":
    case "committed":
    case "left":
      return [
        { type: "ended", reason: "uncaught error", error: failed("What was written to the mounts") },
        { ...request, mounts: [] },
      ];
    case "log":
      return [{ ...request, text: `(A text of ${request.text.length} characters: ${reason})` }];
    default:
      return [request];
  }
}
