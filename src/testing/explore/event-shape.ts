import { createHash } from "node:crypto";
import type { WorldEvent } from "../../emulator/kernel/events.js";

/**
 * What tells one course of events from another: which things they happen to, in which order; not what these are called,
 * nor when it is.
 */
export class EventShape {
  readonly #hash = createHash("sha1");
  /** Things in the order in which they come up. */
  readonly #things = new Map<string, number>();

  add(event: WorldEvent): void {
    let line: string = event.type;
    for (const thing of Object.values(event)) {
      if (typeof thing !== "string" || thing === event.type) continue;
      const number = this.#things.get(thing) ?? this.#things.size;
      this.#things.set(thing, number);
      line += ` ${number}`;
    }
    this.#hash.update(line);
  }

  get digest(): string {
    return this.#hash.digest("hex");
  }
}
