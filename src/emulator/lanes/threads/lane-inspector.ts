import { BuiltIns } from "./built-ins.js";
import type { RunningContainer } from "../routing/running-container.js";
import { watchUnseeded } from "../routing/watch-unseeded.js";
import type { Report } from "../../kernel/protocol.js";

/** Watches what the containers of a lane do that could make two runs differ. */
export class LaneInspector {
  #builtIns = new BuiltIns();
  readonly #io = new Map<number, Set<string>>();
  readonly #chance = new Map<number, Set<string>>();
  readonly #stopWatching = watchUnseeded();

  /** A container uses something real. */
  used(ordinal: number, what: string): void {
    this.#io.set(ordinal, (this.#io.get(ordinal) ?? new Set()).add(what));
  }

  /** Notes what a container asks of the machine that no seed decides. */
  watch({ ordinal, chance }: RunningContainer): void {
    chance.unseeded = (what) => this.#chance.set(ordinal, (this.#chance.get(ordinal) ?? new Set()).add(what));
  }

  close(): void {
    this.#stopWatching();
  }

  /**
   * Adds what was found to the reports of a turn. Changed built-in objects are put down to everyone who took the turn.
   * @param packages what the lane has loaded from outside of bundles
   */
  annotate(reports: readonly Report[], packages: readonly string[]): Report[] {
    const builtIns = this.#builtIns.changes();
    if (builtIns.length > 0) this.#builtIns = new BuiltIns();
    return reports.map((report) => ({
      ...report,
      findings: {
        io: [...(this.#io.get(report.ordinal) ?? [])],
        chance: [...(this.#chance.get(report.ordinal) ?? [])],
        builtIns,
        packages,
      },
    }));
  }
}
