import type { FetchAnswer, FetchRequest } from "../../contract/backend.js";
import type { Reply } from "./protocol.js";
import type { Kernel, Pending } from "./kernel.js";

/** Requests of containers that the host is asked to answer. */
export class Fetches {
  readonly #kernel: Kernel;
  readonly #containerId: (ordinal: number) => string;
  readonly #waiting = new Map<number, { request: FetchRequest; pending: Pending<"fetch"> }>();
  #next = 1;

  /** @param isOfWorld whether a URL is one of the world's own web functions */
  constructor(kernel: Kernel, containerId: (ordinal: number) => string, isOfWorld: (url: string) => boolean) {
    this.#kernel = kernel;
    this.#containerId = containerId;
    kernel.handle("fetch", (request, pending) => {
      const id = this.#next++;
      this.#waiting.set(id, { request, pending });
      pending.waitsFor = () => `the answer to ${request.method} ${request.url}`;
      kernel.deliverToHost({ type: "fetch", id, request, isOfWorld: isOfWorld(request.url) });
    });
  }

  fetched(id: number, reply: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!waiting) return;
    const { request, pending } = waiting;
    const fields = { container: this.#containerId(pending.origin.ordinal), method: request.method, url: request.url };
    if (!reply.ok) {
      this.#kernel.events.add("fetch.refused", fields);
      return pending.fail(reply.error.class, reply.error.message);
    }
    const answer = reply.value as FetchAnswer;
    if (!answer.pass) this.#kernel.events.add("fetch.answered", { ...fields, status: answer.status });
    pending.reply(answer);
  }
}
