import { EventEmitter } from "node:events";
import { perform, type Operations } from "./operation.js";

/** What streams need of a `FileHandle` of a mount: Node's own take no class but Node's. */
export class MountedHandle extends EventEmitter {
  readonly #operations: Operations;
  #fd: number;

  /** @param operations the synchronous functions of `fs` */
  constructor(operations: Operations, fd: number) {
    super();
    this.#operations = operations;
    this.#fd = fd;
  }

  /** -1 once it is closed. */
  get fd(): number {
    return this.#fd;
  }

  async close(): Promise<void> {
    if (this.#fd === -1) return;
    const fd = this.#fd;
    this.#fd = -1;
    perform(this.#operations["closeSync"], [fd]);
    this.emit("close");
  }
}
