import type { RunningContainer } from "./running-container.js";

/** A port to Node's own code, and to whoever has it. */
interface Port {
  hasRef?(): boolean;
}

interface Tracked {
  readonly owner: RunningContainer;
  readonly port: WeakRef<Port>;
  /** The other end, if both were made here: of one that was not, nothing has this id that is a port of a container. */
  readonly partner: number;
}

/** Ports of containers, by the ids of their resources. */
export class TrackedPorts {
  readonly #ports = new Map<number, Tracked>();
  #unpaired: number | undefined;

  get size(): number {
    return this.#ports.size;
  }

  has(id: number): boolean {
    return this.#ports.has(id);
  }

  add(id: number, owner: RunningContainer, port: Port): void {
    const isSecond = this.#unpaired === id - 1; // both of a channel are made at once
    this.#unpaired = isSecond ? undefined : id;
    this.#ports.set(id, { owner, port: new WeakRef(port), partner: isSecond ? id - 1 : id + 1 });
  }

  delete(id: number): boolean {
    return this.#ports.delete(id);
  }

  forget(container: RunningContainer): void {
    for (const [id, { owner }] of this.#ports) if (owner === container) this.#ports.delete(id);
  }

  get owners(): ReadonlySet<RunningContainer> {
    return new Set(this.#ports.values().map(({ owner }) => owner));
  }

  /**
   * Who has a referenced port whose other end is not in this thread: as pools of threads have while they wait for an
   * answer, whose threads are unreferenced all the time.
   */
  *waiting(): Generator<RunningContainer> {
    for (const { owner, port, partner } of this.#ports.values())
      if (!this.#ports.has(partner) && port.deref()?.hasRef?.() === true) yield owner;
  }
}
