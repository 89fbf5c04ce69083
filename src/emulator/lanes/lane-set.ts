import { encodeError } from "../../api/codec/encode.js";
import type { Bundle } from "./bundle.js";
import type { BundledPackages } from "./bundler.js";
import type { Lane } from "./lane.js";
import type { LanePool } from "./lane-pool.js";
import type { InlineHost, LaneOptions, TurnMessage } from "./lane-runtime.js";
import type { ContainerSpec, Delivery, Report } from "./protocol.js";

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
  readonly #lanes = new Map<number, Promise<Lane>>();
  readonly #placed = new Map<number, Promise<Lane>>();
  readonly #dedicated = new Map<number, Promise<Lane>>();
  #hostLane: Promise<Lane> | undefined;
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
    for (const lane of lanes) (await lane).release();
    this.#placed.clear();
  }

  async #takeTurns(deliveries: ReadonlyMap<number, Messages>, now: number): Promise<readonly Report[]> {
    const byLane = new Map<Lane, { bundles: Bundle[]; deliveries: [number, Messages][] }>();
    const reports: Report[] = [];
    for (const [ordinal, messages] of deliveries) {
      const [first] = messages;
      const lane = await (first?.type === "start" ? this.#place(ordinal, first.spec) : this.#placed.get(ordinal));
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
      if (messages.at(-1)?.type === "drop") this.#unplace(ordinal);
    }
    const turns = [...byLane].map(([lane, batch]) => this.#turn(lane, { now, ...batch }));
    return [...reports, ...(await Promise.all(turns)).flat()];
  }

  async #turn(lane: Lane, message: TurnMessage): Promise<readonly Report[]> {
    const reports = await lane.turn(message);
    for (const { ordinal } of reports) if (!this.#placed.has(ordinal)) this.#endDedicated(ordinal);
    return reports;
  }

  #place(ordinal: number, spec: ContainerSpec): Promise<Lane> {
    const lane = this.#laneFor(ordinal, spec);
    this.#placed.set(ordinal, lane);
    return lane;
  }

  #laneFor(ordinal: number, { isolation }: ContainerSpec): Promise<Lane> {
    const { threads } = this.#options;
    if (isolation === "inline" || (isolation === "realm" && threads === 0)) return (this.#hostLane ??= Promise.resolve(this.#pool.acquireHost(this.#options, this.#inline)));
    if (isolation === "thread") {
      const lane = this.#pool.acquire(this.#options);
      this.#dedicated.set(ordinal, lane);
      return lane;
    }
    const index = this.#next++ % threads;
    const [fallback] = this.#lanes.values();
    const lane = this.#lanes.get(index) ?? (this.#pool.isFull ? fallback : undefined) ?? this.#pool.acquire(this.#options);
    this.#lanes.set(index, lane);
    return lane;
  }

  #unplace(ordinal: number): void {
    this.#placed.delete(ordinal);
  }

  #endDedicated(ordinal: number): void {
    void this.#dedicated.get(ordinal)?.then((lane) => lane.release());
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
