import { BuiltIns } from "./built-ins.js";
import type { Findings } from "./protocol.js";

/** Watches what the containers of a lane do that could make two runs differ. */
export class LaneInspector {
  #builtIns = new BuiltIns();
  #changed: readonly string[] = [];
  readonly #io = new Map<number, Set<string>>();

  /** A container uses something real. */
  used(ordinal: number, what: string): void {
    this.#io.set(ordinal, (this.#io.get(ordinal) ?? new Set()).add(what));
  }

  /** Looks for changed built-in objects; whoever took the turn may have done it. */
  turnEnded(): void {
    this.#changed = this.#builtIns.changes();
    if (this.#changed.length > 0) this.#builtIns = new BuiltIns();
  }

  /** @param packages what the lane has loaded from outside of bundles */
  findings(ordinal: number, packages: readonly string[]): Findings {
    return { io: [...(this.#io.get(ordinal) ?? [])], builtIns: this.#changed, packages };
  }
}
