import { encodeError } from "../../api/codec/encode.js";
import type { Bundle } from "./bundle.js";
import type { BundledPackages } from "./bundler.js";
import { LaneDeath, type Lane } from "./lane.js";
import type { LanePool, ThreadOptions } from "./lane-pool.js";
import type { InlineHost, LaneOptions, TurnMessage } from "./lane-runtime.js";
import type { ContainerSpec, Delivery, Report } from "./protocol.js";
import { Watchdog } from "./watchdog.js";

/** Most containers of one world that have a thread of their own. */
const MAX_DEDICATED = 64;

export interface LaneSetOptions extends LaneOptions, ThreadOptions {
  /** Worker threads that containers are spread over; 0: all run in the host's own thread. */
  readonly threads: number;
  readonly bundle: BundledPackages;
  /** Real milliseconds after which a thread that does not come back to its event loop is ended; `Infinity`: never. */
  readonly watchdogMs: number;
}

type Messages = readonly Delivery[];

/** The lanes of one world: places containers, brings bundles along, and merges what the lanes report. */
export class LaneSet {
  readonly #pool: LanePool;
  readonly #options: LaneSetOptions;
  readonly #inline: InlineHost;
  readonly #lanes = new Map<number, Lane>();
  readonly #placed = new Map<number, { readonly lane: Lane; readonly functionId: string }>();
  readonly #watchdog: Watchdog;
  /** Functions whose code may have ended a lane: from then on each of their containers has a lane of its own, so that the culprit is found and takes nobody along. */
  readonly #quarantined = new Set<string>();
  readonly #dedicated = new Map<number, Lane>();
  /** Containers that are to have a thread of their own, and wait for one. */
  readonly #held = new Map<number, Messages>();
  #hostLane: Lane | undefined;
  #turning: Promise<unknown> = Promise.resolve();
  #next = 0;
  #deaths = 0;

  constructor(pool: LanePool, options: LaneSetOptions, inline: InlineHost) {
    this.#pool = pool;
    this.#options = options;
    this.#inline = inline;
    this.#watchdog = new Watchdog(options.watchdogMs);
  }

  turn(deliveries: ReadonlyMap<number, Messages>, now: number): Promise<readonly Report[]> {
    const turn = this.#takeTurns(deliveries, now);
    this.#turning = turn.catch(() => undefined);
    return turn;
  }

  /** Gives all lanes back, once the turn that is under way is over. */
  async close(): Promise<void> {
    await this.#turning;
    const lanes = new Set([...this.#lanes.values(), ...this.#dedicated.values(), ...(this.#hostLane ? [this.#hostLane] : [])]);
    for (const lane of lanes) lane.release();
    this.#placed.clear();
  }

  async #takeTurns(deliveries: ReadonlyMap<number, Messages>, now: number): Promise<readonly Report[]> {
    const byLane = new Map<Lane, { bundles: Bundle[]; deliveries: [number, Messages][] }>();
    const reports: Report[] = [];
    for (const [ordinal, messages] of deliveries) {
      const [first] = messages;
      const isDropped = messages.at(-1)?.type === "drop";
      if (isDropped) this.#held.delete(ordinal);
      if (first?.type === "start" && !isDropped && this.#mustWait(first.spec)) {
        this.#held.set(ordinal, messages);
        continue;
      }
      const lane = first?.type === "start" ? await this.#place(ordinal, first.spec) : this.#placed.get(ordinal)?.lane;
      if (!lane) continue;
      const batch = byLane.get(lane) ?? { bundles: [], deliveries: [] };
      byLane.set(lane, batch);
      if (first?.type === "start") {
        const failed = await this.#bring(lane, first.spec, batch.bundles);
        if (failed !== undefined) {
          reports.push({ ordinal, requests: [{ type: "startFailed", error: failed }], nextTimer: null });
          continue;
        }
      }
      batch.deliveries.push([ordinal, messages]);
      if (isDropped) this.#placed.delete(ordinal);
    }
    const turns = [...byLane].map(([lane, batch]) => this.#turn(lane, { now, ...batch }));
    reports.push(...(await Promise.all(turns)).flat());
    for (const [ordinal, lane] of this.#dedicated) if (!this.#placed.has(ordinal)) this.#endDedicated(ordinal, lane);
    const next = this.#takeHeld();
    return next.size > 0 ? [...reports, ...(await this.#takeTurns(next, now))] : reports;
  }

  async #turn(lane: Lane, message: TurnMessage): Promise<readonly Report[]> {
    try {
      return await lane.turn(message);
    } catch (error) {
      if (error instanceof LaneDeath) return this.#bury(lane, error);
      throw error;
    }
  }

  /** A lane is gone with all its containers; the next ones get another. */
  #bury(lane: Lane, { message, death, culprit }: LaneDeath): Report[] {
    const lost = [...this.#placed].filter(([, placed]) => placed.lane === lane);
    const known = lost.length === 1 ? lost[0]?.[0] : death === "memory" ? undefined : culprit; // what fills a heap is everybody's
    for (const [ordinal, { functionId }] of lost) {
      this.#placed.delete(ordinal);
      this.#dedicated.delete(ordinal);
      if (known === undefined || (known === ordinal && death === "exit")) this.#quarantined.add(functionId);
    }
    for (const [index, shared] of this.#lanes) if (shared === lane) this.#lanes.delete(index);
    const number = ++this.#deaths;
    return lost.map(([ordinal]) => ({
      ordinal,
      requests: [],
      nextTimer: null,
      lost: { lane: number, reason: `its thread ended (${message})`, death, culprit: known === undefined ? "unknown" : known === ordinal ? "self" : "other" },
    }));
  }

  /** Whether a container has to wait until another gives its thread back. */
  #mustWait({ isolation }: ContainerSpec): boolean {
    return isolation === "thread" && this.#dedicated.size >= MAX_DEDICATED;
  }

  /** The containers that have waited and need not any more. */
  #takeHeld(): ReadonlyMap<number, Messages> {
    const taken = [...this.#held].slice(0, Math.max(0, MAX_DEDICATED - this.#dedicated.size));
    for (const [ordinal] of taken) this.#held.delete(ordinal);
    return new Map(taken);
  }

  async #place(ordinal: number, spec: ContainerSpec): Promise<Lane> {
    const lane = await this.#laneFor(ordinal, spec);
    this.#placed.set(ordinal, { lane, functionId: spec.functionId });
    return lane;
  }

  async #laneFor(ordinal: number, { isolation, functionId }: ContainerSpec): Promise<Lane> {
    const { threads } = this.#options;
    if (isolation === "inline" || (isolation === "realm" && threads === 0)) return (this.#hostLane ??= this.#pool.acquireHost(this.#options, this.#inline));
    if (isolation === "thread" || (this.#quarantined.has(functionId) && this.#dedicated.size < MAX_DEDICATED)) {
      const lane = await this.#acquire();
      this.#dedicated.set(ordinal, lane);
      return lane;
    }
    const index = this.#next++ % threads;
    const [fallback] = this.#lanes.values();
    const existing = this.#lanes.get(index) ?? (this.#pool.isFull ? fallback : undefined);
    const lane = existing && !existing.isOver ? existing : await this.#acquire();
    this.#lanes.set(index, lane);
    return lane;
  }

  #acquire(): Promise<Lane> {
    return this.#pool.acquire(this.#options, this.#watchdog);
  }

  #endDedicated(ordinal: number, lane: Lane): void {
    lane.release();
    this.#dedicated.delete(ordinal);
  }

  /** Sees to it that the lane has the container's bundle. @returns the error if the module cannot be bundled */
  async #bring(lane: Lane, { code }: ContainerSpec, bundles: Bundle[]): Promise<unknown> {
    if (code.kind !== "file" || lane.bundles.has(code.file)) return undefined;
    try {
      bundles.push(await this.#pool.bundler.bundle(code.file, this.#options.bundle));
      lane.bundles.add(code.file);
      return undefined;
    } catch (error) {
      return encodeError(error);
    }
  }
}
