import type { TurnMessage } from "../wire/turn-message.js";
import type { WrittenLine } from "../container/lane-host.js";
import type { Report } from "../../kernel/protocol.js";
import type { RunningContainer } from "../routing/running-container.js";
import { Pulse } from "../routing/pulse.js";
import { realSetImmediate } from "../../time/real-time.js";
import { hostWatch, type HostLimits, type WatchedHost } from "./host-watch.js";
import type { InlineHost } from "./lane-code.js";
import { LaneDeath, type Lane } from "./lane.js";
import { WrittenLines } from "./written-lines.js";
import { LaneRuntime, type LaneOptions } from "./lane-runtime.js";

/** The lane in the host's own thread. */
export class HostLane implements Lane, WatchedHost {
  readonly bundles: Set<string> = new Set();
  readonly images: Set<number> = new Set();
  readonly pulse: Pulse = new Pulse();
  readonly #lines = new WrittenLines();
  readonly #runtime: LaneRuntime;
  readonly #released: () => void;
  readonly #watching: Disposable;
  #turn: PromiseWithResolvers<readonly Report[]> | undefined;
  #written: readonly WrittenLine[] = [];
  #culprit: number | undefined;
  #death: LaneDeath | undefined;

  /** @param released hears when nothing runs here any more */
  constructor(options: LaneOptions & HostLimits, inline: InlineHost, released: () => void) {
    this.#runtime = new LaneRuntime(options, inline, this.pulse, this.#lines);
    this.#released = released;
    this.#watching = hostWatch.watch(this, options);
  }

  get isOver(): boolean {
    return this.#death !== undefined;
  }

  get busy(): number | undefined {
    return this.#turn && !this.#death ? this.pulse.inside || this.pulse.caller || undefined : undefined;
  }

  get written(): readonly WrittenLine[] {
    return this.#written;
  }

  get writtenSoFar(): readonly WrittenLine[] {
    return this.#lines.soFar;
  }

  turn(message: TurnMessage): Promise<readonly Report[]> {
    if (this.#death) return Promise.reject(this.#death);
    const turn = Promise.withResolvers<readonly Report[]>();
    this.#turn = turn;
    // What ends a container that hangs takes all microtasks along that wait behind it: none is to be another's. Nor
    // may it be one of them that whoever asked for the turn waits for.
    realSetImmediate(() => void this.#take(message, turn));
    return turn.promise;
  }

  async #take(message: TurnMessage, turn: PromiseWithResolvers<readonly Report[]>): Promise<void> {
    this.pulse.beginTask();
    try {
      const reports = await this.#runtime.turn(message);
      if (this.#culprit === undefined) turn.resolve(reports); // otherwise the lane is about to die
    } catch (error) {
      turn.reject(error);
    } finally {
      this.pulse.endTask();
      if (this.#culprit === undefined && this.#turn === turn) this.#turn = undefined;
    }
  }

  owns(container: RunningContainer): boolean {
    return this.#runtime.owns(container);
  }

  doom(container: RunningContainer): void {
    this.#culprit = container.ordinal;
  }

  die(message: string): void {
    this.end(new LaneDeath(message, "hang", this.#culprit));
  }

  /** Gives up what still runs here; its code, if that waits for something real, comes to nothing. */
  end(death: LaneDeath): void {
    if (this.#death) return;
    this.#death = death;
    this.#written = this.#lines.lines;
    this.#runtime.abandon();
    this.#end();
    this.#turn?.reject(death);
  }

  release(): void {
    this.#runtime.close();
    this.#end();
  }

  #end(): void {
    this.#watching[Symbol.dispose]();
    this.#released();
  }
}
