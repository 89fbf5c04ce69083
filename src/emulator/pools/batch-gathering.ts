import type { Kernel } from "../kernel/kernel.js";
import type { Member } from "./member.js";

/**
 * Lets a container of a pool wait for more inputs of a batch: one at most, since there is one queue.
 * Modal: docs/modal/batching-concurrency-clusters.md#batches.
 */
export class BatchGathering {
  readonly #kernel: Kernel;
  #member: Member | undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get isUnderWay(): boolean {
    return this.#member !== undefined;
  }

  /** A container waits for `ms`, unless it is wanted before. @param done hears that it has waited long enough */
  begin(member: Member, ms: number, done: () => void): void {
    const { container, target } = member;
    this.#member = member;
    member.lingering = this.#kernel.timers.set({
      at: this.#kernel.now + ms,
      kind: "arrival",
      label: () => `a batch for container ${container.id} of \`${target.tag}\` that may get more inputs`,
      fire: () => {
        this.end();
        done();
      },
    });
  }

  /** @returns who waited */
  end(): Member | undefined {
    const member = this.#member;
    this.#member = undefined;
    member?.lingering?.cancel();
    if (member) member.lingering = undefined;
    return member;
  }

  /** A container is not to run anything any more. */
  left(member: Member): void {
    if (this.#member === member) this.end();
  }
}
