import type { Asking, Reply } from "./protocol.js";
import type { Kernel, Pending } from "./kernel.js";

/** Containers that wait for the person at the host's terminal. Modal: docs/modal/context-ids-and-logs.md#context. */
export class Prompts {
  readonly #waiting = new Map<number, Pending<"interact">>();
  #next = 1;

  /** @param who who asks, by the ordinal of the container */
  constructor(kernel: Kernel, who: (pending: Pending) => Asking) {
    kernel.handle("interact", (_, pending) => {
      const id = this.#next++;
      this.#waiting.set(id, pending);
      pending.waitsFor = () => "the person at the terminal";
      kernel.deliverToHost({ type: "prompt", id, asking: who(pending) });
    });
  }

  prompted(id: number, reply: Reply): void {
    const pending = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (reply.ok) pending?.reply(null);
    else pending?.failWith(reply.error);
  }
}
