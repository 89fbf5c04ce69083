import type { InputRecord } from "../records/call-record.js";

/**
 * Inputs that wait for a container, first in, first out. Inputs that were terminated while they waited are passed over.
 */
export class InputQueue {
  #inputs: InputRecord[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(input: InputRecord): void {
    this.#inputs.push(input);
    this.#length++;
  }

  /** To be called when an input that waits here is not going to run. */
  dropped(): void {
    this.#length--;
  }

  /** At most so many. */
  take(count: number): InputRecord[] {
    const inputs: InputRecord[] = [];
    while (inputs.length < count) {
      const input = this.#shift();
      if (!input) break;
      inputs.push(input);
    }
    return inputs;
  }

  #shift(): InputRecord | undefined {
    while (this.#head < this.#inputs.length) {
      const input = this.#inputs[this.#head++];
      if (this.#head > 1024 && this.#head * 2 > this.#inputs.length) {
        this.#inputs = this.#inputs.slice(this.#head);
        this.#head = 0;
      }
      if (input?.state !== "queued") continue;
      this.#length--;
      return input;
    }
    return undefined;
  }
}
