import type { SandboxOutput } from "../../../contract/sandbox-commands.js";

/** Output that is kept whole, for readers that begin anywhere. */
export class OutputBuffer {
  #data: Uint8Array<ArrayBuffer> = new Uint8Array();
  #isEnd = false;
  #changed: PromiseWithResolvers<void> = Promise.withResolvers();

  /** In bytes. */
  get size(): number {
    return this.#data.length;
  }

  append(data: Uint8Array): void {
    const grown = new Uint8Array(this.#data.length + data.length);
    grown.set(this.#data);
    grown.set(data, this.#data.length);
    this.#data = grown;
    this.#change();
  }

  end(): void {
    this.#isEnd = true;
    this.#change();
  }

  /** Resolves when there is something from `offset` on, or nothing more is going to come. */
  async read(offset: number): Promise<SandboxOutput> {
    while (this.#data.length <= offset && !this.#isEnd) await this.#changed.promise;
    return { data: this.#data.slice(offset), offset, isEnd: this.#isEnd };
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
