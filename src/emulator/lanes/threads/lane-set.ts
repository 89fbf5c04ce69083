import type { TurnMessage } from "../wire/turn-message.js";
import type { Bundle, BundledPackages } from "../bundling/bundle.js";
import { Random } from "../../kernel/random.js";
import type { WrittenLine } from "../container/lane-host.js";
import { LaneDeath, type Lane } from "./lane.js";
import type { LanePool } from "./lane-pool.js";
import type { LaneOptions } from "./lane-runtime.js";
import type { ContainerSpec, Delivery, Horizon, Loss, Report, Request } from "../../kernel/protocol.js";
import { immediate, realClearTimeout, realSetTimeout } from "../../time/real-time.js";
import { removeAtExit } from "../scratch/scratch-folder.js";
import { Watchdog, type WatchdogLimits } from "./watchdog.js";
import { WorldBundles } from "./world-bundles.js";
import { WorldImages, type NumberedImage } from "./world-images.js";
import type { InlineHost } from "./lane-code.js";

/** Most containers of one world that have a thread of their own. */
const MAX_DEDICATED = 64;

/** As many ended containers may wait for the next turn of their lane: their memory does, too. */
const MAX_FAREWELLS = 64;

/** Real milliseconds that a world which is closed waits for the turn that goes on. */
const CLOSE_GRACE_MS = 1000;

export interface LaneSetOptions extends LaneOptions, WatchdogLimits {
  /** Worker threads that containers are spread over; 0: all run in the host's own thread. */
  readonly threads: number;
  readonly bundle: BundledPackages;
  readonly seed: number | string;
}

type Messages = readonly Delivery[];

/** The lanes of one world: places containers, brings bundles along, and merges what the lanes report. */
export class LaneSet {
  readonly #pool: LanePool;
  readonly #options: LaneSetOptions;
  readonly #inline: InlineHost;
  readonly #lanes = new Map<number, Lane>();
  readonly #placed = new Map<number, Lane>();
  readonly #watchdog: Watchdog;
  /**
   * Whether each container takes its turn alone, so that a lane that dies shows who ended it: once one died and did
   * not.
   */
  #isCareful = false;
  readonly #dedicated = new Map<number, Lane>();
  readonly #bundles: WorldBundles;
  readonly #images = new WorldImages();
  /** Containers that are to have a thread of their own, and wait for one. */
  readonly #waiting = new Map<number, Messages>();
  /** Containers that have ended and have nothing to say to that: their lane hears of it with its next turn. */
  readonly #farewells = new Map<Lane, [ordinal: number, messages: Messages][]>();
  /** Containers that have something to say when they end, or real programs that are to end at once. */
  readonly #withLastWords = new Set<number>();
  #hostLane: Lane | undefined;
  #turning: Promise<unknown> = Promise.resolve();
  /**
   * Which lanes the next containers go to: all of them in turn, in an order from the seed, because nothing may depend
   * on it.
   */
  #deal: number[] = [];
  readonly #chance: Random;
  #deaths = 0;
  /** How many containers take the turn that goes on, or was last. */
  #turnSize = 0;

  constructor(pool: LanePool, options: LaneSetOptions, inline: InlineHost) {
    this.#bundles = new WorldBundles(pool.bundler, options.bundle);
    this.#pool = pool;
    this.#options = options;
    this.#inline = inline;
    this.#watchdog = new Watchdog(options);
    this.#chance = new Random(`${options.seed}/lanes`);
    removeAtExit();
  }

  turn(deliveries: ReadonlyMap<number, Messages>, now: number, horizon?: Horizon): Promise<readonly Report[]> {
    this.#turnSize = deliveries.size;
    const turn = this.#takeTurns(deliveries, now, this.#isCareful ? undefined : horizon);
    this.#turning = turn.catch(() => undefined);
    return turn;
  }

  /** Gives all lanes back, once the turn that is under way is over. */
  async close(): Promise<void> {
    const all = this.#all;
    const grace = realSetTimeout(() => {
      for (const lane of all) if (lane.busy !== undefined) lane.end(new LaneDeath("its world was closed", "exit"));
    }, CLOSE_GRACE_MS);
    await this.#turning.finally(() => realClearTimeout(grace));
    for (const lane of all) if (!lane.isOver) lane.release();
    this.#placed.clear();
  }

  /** Containers whose code runs, or waits for something real, in a turn that goes on. */
  get busy(): number[] {
    return [...this.#all].flatMap(({ busy }) => busy ?? []);
  }

  /**
   * What containers have written in a turn that goes on.
   * @param isAll also of several: which of them comes first in the log is not known yet
   */
  writtenSoFar(isAll: boolean): WrittenLine[] {
    if (!isAll && this.#turnSize > 1) return [];
    return [...this.#all].flatMap(({ writtenSoFar }) => writtenSoFar);
  }

  get #all(): Set<Lane> {
    return new Set([...this.#lanes.values(), ...this.#dedicated.values(), ...(this.#hostLane ? [this.#hostLane] : [])]);
  }

  async #takeTurns(
    deliveries: ReadonlyMap<number, Messages>,
    now: number,
    horizon?: Horizon,
  ): Promise<readonly Report[]> {
    const byLane = new Map<Lane, { bundles: Bundle[]; images: NumberedImage[]; deliveries: [number, Messages][] }>();
    const reports: Report[] = [];
    for (const [ordinal, messages] of deliveries) {
      const [first] = messages;
      const isDropped = messages.at(-1)?.type === "drop";
      if (isDropped) this.#waiting.delete(ordinal);
      if (isDropped && messages.length === 1 && this.#partsQuietly(ordinal, messages)) continue;
      if (first?.type === "start" && !isDropped && this.#mustWait(first.spec)) {
        this.#waiting.set(ordinal, messages);
        continue;
      }
      const lane = first?.type === "start" ? await this.#place(ordinal, first.spec) : this.#placed.get(ordinal);
      if (!lane) continue;
      const batch = byLane.get(lane) ?? { bundles: [], images: [], deliveries: this.#farewells.get(lane) ?? [] };
      this.#farewells.delete(lane);
      byLane.set(lane, batch);
      if (first?.type === "start") {
        const failed = await this.#bundles.bring(lane, first.spec, batch.bundles);
        if (failed !== undefined) {
          reports.push({
            ordinal,
            requests: [{ type: "startFailed", error: failed, isHopeless: true }],
            nextTimer: null,
          });
          continue;
        }
      }
      const told: Messages =
        first?.type === "start"
          ? [{ type: "start", spec: this.#images.bring(lane, first.spec, batch.images) }, ...messages.slice(1)]
          : messages;
      batch.deliveries.push([ordinal, told]);
      if (isDropped) this.#placed.delete(ordinal);
    }
    const isBlocking = !this.#isCareful && byLane.keys().every((lane) => lane.block);
    const turns = Array.from(byLane, ([lane, batch]) =>
      this.#turn(lane, this.#split({ now, horizon, ...batch }), isBlocking),
    );
    for (const turn of turns) turn.catch(() => undefined); // awaited below
    if (!byLane.has(this.#hostLane as Lane)) await immediate(); // which passes turns of this event loop itself
    if (isBlocking) for (const lane of byLane.keys()) lane.block?.();
    // one after the other, by nothing but `await`: in this thread, code of containers may have replaced `push` and `then`
    const taken: (readonly Report[])[] = [];
    for (const turn of turns) taken[taken.length] = await turn;
    reports.push(...taken.flat());
    for (const [ordinal, lane] of this.#dedicated) if (!this.#placed.has(ordinal)) this.#endDedicated(ordinal, lane);
    const next = this.#takeWaiting();
    return next.size > 0 ? [...reports, ...(await this.#takeTurns(next, now))] : reports;
  }

  async #turn(lane: Lane, messages: readonly TurnMessage[], isBlocking: boolean): Promise<readonly Report[]> {
    const reports: Report[] = [];
    try {
      for (const message of messages) reports.push(...(await lane.turn(message, isBlocking)));
      return reports;
    } catch (error) {
      if (error instanceof LaneDeath) return this.#bury(lane, error, reports);
      throw error;
    }
  }

  /** Puts off that a container hears of its end, if that makes no difference. @returns whether it does not */
  #partsQuietly(ordinal: number, messages: Messages): boolean {
    const lane = this.#placed.get(ordinal);
    const hasLastWords = this.#withLastWords.delete(ordinal);
    if (!lane || hasLastWords || this.#dedicated.has(ordinal)) return false;
    const waiting = this.#farewells.get(lane) ?? [];
    if (waiting.length >= MAX_FAREWELLS) return false;
    waiting.push([ordinal, messages]);
    this.#farewells.set(lane, waiting);
    this.#placed.delete(ordinal);
    return true;
  }

  #split(turn: TurnMessage): TurnMessage[] {
    return this.#isCareful && turn.deliveries.length > 1
      ? turn.deliveries.map((delivery, index) => ({
          ...turn,
          bundles: index === 0 ? turn.bundles : [],
          images: index === 0 ? turn.images : [],
          deliveries: [delivery],
        }))
      : [turn];
  }

  /**
   * A lane is gone with all its containers; the next ones get another. @param reports of those that took their turn
   * before
   */
  #bury(lane: Lane, { message, death, culprit }: LaneDeath, reports: readonly Report[]): Report[] {
    const { written } = lane;
    const lost = [...this.#placed].filter(([, placed]) => placed === lane).map(([ordinal]) => ordinal);
    const known = lost.length === 1 ? lost[0] : culprit;
    this.#isCareful ||= known === undefined;
    for (const ordinal of lost) {
      this.#placed.delete(ordinal);
      this.#dedicated.delete(ordinal);
    }
    for (const [index, shared] of this.#lanes) if (shared === lane) this.#lanes.delete(index);
    if (this.#hostLane === lane) this.#hostLane = undefined;
    this.#farewells.delete(lane);
    const number = ++this.#deaths;
    const taken = new Map(reports.map((report) => [report.ordinal, report]));
    for (const ordinal of lost) {
      const loss: Loss = {
        lane: number,
        reason: message,
        death,
        culprit: known === undefined ? "unknown" : known === ordinal ? "self" : "other",
      };
      const lines = written.filter((line) => line.ordinal === ordinal);
      const requests: Request[] = [
        ...(taken.get(ordinal)?.requests ?? []),
        ...lines.map(({ inputId, stream, text }) => ({ type: "log" as const, inputId, stream, text })),
      ];
      taken.set(ordinal, { ordinal, requests, nextTimer: null, lost: loss });
    }
    return [...taken.values()];
  }

  /** Whether a container has to wait until another gives its thread back. */
  #mustWait({ isolation }: ContainerSpec): boolean {
    return isolation === "thread" && this.#dedicated.size >= MAX_DEDICATED;
  }

  /** The containers that have waited and need not any more. */
  #takeWaiting(): ReadonlyMap<number, Messages> {
    const taken = [...this.#waiting].slice(0, Math.max(0, MAX_DEDICATED - this.#dedicated.size));
    for (const [ordinal] of taken) this.#waiting.delete(ordinal);
    return new Map(taken);
  }

  async #place(ordinal: number, spec: ContainerSpec): Promise<Lane> {
    const lane = await this.#laneFor(ordinal, spec);
    this.#placed.set(ordinal, lane);
    const { code, mounts } = spec;
    if (mounts.length > 0 || (code.kind === "sandbox" && code.runtime === "process")) this.#withLastWords.add(ordinal);
    return lane;
  }

  async #laneFor(ordinal: number, { isolation }: ContainerSpec): Promise<Lane> {
    const { threads } = this.#options;
    if (isolation === "inline" || (isolation === "realm" && threads === 0))
      return (this.#hostLane ??= await this.#pool.acquireHost(this.#options, this.#inline));
    if (isolation === "thread") {
      const lane = await this.#acquire();
      this.#dedicated.set(ordinal, lane);
      return lane;
    }
    if (this.#deal.length === 0) this.#deal = this.#chance.shuffle(Array.from({ length: threads }, (_, lane) => lane));
    const index = this.#deal.pop() ?? 0;
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

  /** Files of code may have changed: containers that start from now on get them as they are then. */
  renewCode(): void {
    this.#bundles.renew();
  }
}
