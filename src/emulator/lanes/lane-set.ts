import { encodeError } from "../../api/codec/encode.js";
import { wireError } from "../../api/codec/wire.js";
import { InvalidError } from "../../api/errors.js";
import type { Bundle, BundledPackages } from "./bundle.js";
import { LaneDeath, type Lane } from "./lane.js";
import type { LanePool } from "./lane-pool.js";
import type { InlineHost, LaneOptions, TurnMessage } from "./lane-runtime.js";
import type { ContainerSpec, Delivery, Report } from "./protocol.js";
import { immediate } from "./real-time.js";

export interface LaneSetOptions extends LaneOptions {
  /** Worker threads that containers are spread over; 0: all run in the host's own thread. */
  readonly threads: number;
  readonly bundle: BundledPackages;
}

type Messages = readonly Delivery[];

/** The lanes of one world: places containers, brings bundles along, and merges what the lanes report. */
export class LaneSet {
  readonly #pool: LanePool;
  readonly #options: LaneSetOptions;
  readonly #inline: InlineHost;
  readonly #lanes = new Map<number, Lane>();
  readonly #placed = new Map<number, { readonly lane: Lane; readonly functionId: string }>();
  /** Functions that were on a lane when it died: from then on each of their containers has a lane of its own, so that the culprit takes nobody along. */
  readonly #quarantined = new Set<string>();
  readonly #dedicated = new Map<number, Lane>();
  readonly #bundles = new Map<string, Promise<Bundle>>();
  #hostLane: Lane | undefined;
  #turning: Promise<unknown> = Promise.resolve();
  #next = 0;

  constructor(pool: LanePool, options: LaneSetOptions, inline: InlineHost) {
    this.#pool = pool;
    this.#options = options;
    this.#inline = inline;
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
      if (messages.at(-1)?.type === "drop") this.#placed.delete(ordinal);
    }
    const isHeld = byLane.keys().every((lane) => lane.hold);
    const turns = Array.from(byLane, ([lane, batch]) => this.#turn(lane, { now, ...batch }, isHeld));
    await immediate();
    if (isHeld) for (const lane of byLane.keys()) lane.hold?.();
    return [...reports, ...(await Promise.all(turns)).flat()];
  }

  async #turn(lane: Lane, message: TurnMessage, isHeld: boolean): Promise<readonly Report[]> {
    try {
      const reports = await lane.turn(message, isHeld);
      for (const { ordinal } of reports) if (!this.#placed.has(ordinal)) this.#endDedicated(ordinal);
      return reports;
    } catch (error) {
      if (error instanceof LaneDeath) return this.#bury(lane, error);
      throw error;
    }
  }

  /** A lane is gone with all its containers; the next ones get another. */
  #bury(lane: Lane, { message }: LaneDeath): Report[] {
    const lost = [...this.#placed].filter(([, placed]) => placed.lane === lane);
    for (const [ordinal, { functionId }] of lost) {
      this.#placed.delete(ordinal);
      this.#dedicated.delete(ordinal);
      this.#quarantined.add(functionId);
    }
    for (const [index, known] of this.#lanes) if (known === lane) this.#lanes.delete(index);
    return lost.map(([ordinal]) => ({ ordinal, requests: [], nextTimer: null, lost: `its thread ended (${message})` }));
  }

  async #place(ordinal: number, spec: ContainerSpec): Promise<Lane> {
    const lane = await this.#laneFor(ordinal, spec);
    this.#placed.set(ordinal, { lane, functionId: spec.functionId });
    return lane;
  }

  async #laneFor(ordinal: number, { isolation, functionId }: ContainerSpec): Promise<Lane> {
    const { threads } = this.#options;
    if (isolation === "inline" || (isolation === "realm" && threads === 0)) return (this.#hostLane ??= this.#pool.acquireHost(this.#options, this.#inline));
    if (isolation === "thread" || (this.#quarantined.has(functionId) && !this.#pool.isFull)) {
      const lane = await this.#pool.acquire(this.#options);
      this.#dedicated.set(ordinal, lane);
      return lane;
    }
    const index = this.#next++ % threads;
    const [fallback] = this.#lanes.values();
    const lane = this.#lanes.get(index) ?? (this.#pool.isFull ? fallback : undefined) ?? (await this.#pool.acquire(this.#options));
    this.#lanes.set(index, lane);
    return lane;
  }

  #endDedicated(ordinal: number): void {
    this.#dedicated.get(ordinal)?.release();
    this.#dedicated.delete(ordinal);
  }

  /** Sees to it that the lane has the container's bundle. @returns the error if the module cannot be bundled */
  async #bring(lane: Lane, { code }: ContainerSpec, bundles: Bundle[]): Promise<unknown> {
    if (code.kind !== "file" || lane.bundles.has(code.file)) return undefined;
    try {
      bundles.push(await this.#bundle(code.file));
      lane.bundles.add(code.file);
      return undefined;
    } catch (error) {
      return error instanceof InvalidError ? wireError("InvalidError", error.message) : encodeError(error); // its stack would be this package's own
    }
  }

  /** A file's bundle, the same one for all lanes of the world; one that could not be made is tried again the next time. */
  #bundle(file: string): Promise<Bundle> {
    const existing = this.#bundles.get(file);
    if (existing) return existing;
    const bundle = this.#pool.bundler.bundle(file, this.#options.bundle);
    this.#bundles.set(file, bundle);
    bundle.catch(() => this.#bundles.delete(file));
    return bundle;
  }
}
