import { withoutOwnFrames } from "../../api/codec/own-frames.js";

/** Something that code of the host waits for, or ought to. */
export interface OpenWait {
  /** Such as `world.run(app)`. */
  readonly what: string;
  /** Where it was asked for: the stack of that code. */
  readonly stack: string;
}

/**
 * What code of the host has asked a world for and not got yet. Kept only while somebody wants to know: where it was
 * asked for costs a stack each.
 */
export class OpenWaits {
  readonly #open = new Map<object, { what: string; at: globalThis.Error }>();
  #isKept = false;

  /** From now on, waits are kept. */
  keep(): void {
    this.#isKept = true;
  }

  /** @returns ends the wait */
  begin(what: string): Disposable {
    if (!this.#isKept) return NONE;
    const wait: Disposable = { [Symbol.dispose]: () => void this.#open.delete(wait) };
    this.#open.set(wait, { what, at: new globalThis.Error("asked for here") });
    return wait;
  }

  /** What is open, in the order in which it began; stacks begin with code of the user. */
  get all(): OpenWait[] {
    return Array.from(this.#open.values(), ({ what, at }) => ({ what, stack: withoutOwnFrames(at.stack ?? "") }));
  }
}

const NONE: Disposable = { [Symbol.dispose]: () => undefined };
