import type { Piscina } from "piscina";
import { packageRoot } from "../../../checks/package-files.js";
import { Bundler } from "../bundling/bundler.js";
import type { Lane } from "./lane.js";
import type { LaneTask } from "./lane-entry.js";
import { HostLane } from "./host-lane.js";
import type { HostLimits } from "./host-watch.js";
import type { LaneOptions } from "./lane-runtime.js";
import { routeFs } from "../routing/route-fs.js";
import { ReplacedGlobals } from "../routing/replaced-globals.js";
import { routeModules } from "../routing/route-modules.js";
import { routeGlobals } from "../routing/route-globals.js";
import { currentContainer } from "../routing/container-session.js";
import { routeTime } from "../routing/route-time.js";
import { catchStrayErrors } from "../routing/catch-stray-errors.js";
import type { Watchdog } from "./watchdog.js";
import { WorkerLane, type Service } from "./worker-lane.js";
import type { TimeScope } from "../../time/virtual-timers.js";
import type { InlineHost } from "./lane-code.js";

/**
 * Most lanes of one process; beyond it a world makes do with those it has. Its first lane, and those that are to be
 * alone, it gets all the same.
 */
const MAX_LANES = 64;

/**
 * Megabytes between the limit that the watchdog keeps and Node's own. Node ends a thread whose heap is full, but the
 * whole process if a single piece, such as a list that grows, is what does not fit any more.
 */
const HEAP_RESERVE_MB = 1024;

/** What a lane's thread is made with. */
export interface ThreadOptions {
  /** Megabytes that the thread's heap may hold. */
  readonly heapLimitMb: number;
}

/**
 * What worlds share: threads that stay warm for the next world, compiled bundles, and the routing of the host's
 * globals.
 */
export class LanePool {
  readonly bundler: Bundler;
  readonly #shared: LanePool | undefined;
  readonly #serving = new Set<Promise<unknown>>();
  /** Threads by the size of their heap: it cannot be changed. */
  readonly #threads = new Map<number, Promise<Piscina>>();
  #taken = 0;
  #hostLanes = 0;
  #stopRouting: (() => void) | undefined;
  readonly #globals = new ReplacedGlobals();
  #hostTime: TimeScope | undefined;

  /** @param shared the pool that this one leaves bundling and the host's own thread to */
  constructor(shared?: LanePool) {
    this.#shared = shared;
    this.bundler = shared?.bundler ?? new Bundler();
  }

  /** A pool with threads of its own. */
  separate(): LanePool {
    return new LanePool(this);
  }

  get isFull(): boolean {
    return this.#taken >= MAX_LANES;
  }

  /** A lane in a worker thread. */
  async acquire(options: LaneOptions & ThreadOptions, watchdog: Watchdog): Promise<Lane> {
    this.#taken++;
    const threads = await this.#threadsOf(options.heapLimitMb);
    const serve = async ({ port, memory, pulse, written, signal }: Service): Promise<void> => {
      const serving = threads.run({ port, memory, options, pulse, written } satisfies LaneTask, {
        transferList: [port],
        signal,
      });
      this.#serving.add(serving);
      try {
        await serving;
      } finally {
        this.#taken--;
        this.#serving.delete(serving);
      }
    };
    const lane = new WorkerLane(serve, (id) => threads.threads.find(({ threadId }) => threadId === id));
    watchdog.watch(lane);
    return lane;
  }

  #threadsOf(heapLimitMb: number): Promise<Piscina> {
    const existing = this.#threads.get(heapLimitMb);
    if (existing) return existing;
    const opened = openPiscina(heapLimitMb);
    this.#threads.set(heapLimitMb, opened);
    return opened;
  }

  /** A lane in the host's own thread. @param inline what inline containers run */
  acquireHost(options: LaneOptions & HostLimits, inline: InlineHost): Lane {
    if (this.#shared) return this.#shared.acquireHost(options, inline);
    const routing = this.keepRouting();
    return new HostLane(options, inline, () => routing[Symbol.dispose]());
  }

  /**
   * Keeps the host's thread as lanes in it need it: for many worlds one after the other, since the change takes a
   * while.
   */
  keepRouting(): Disposable {
    if (this.#hostLanes++ === 0) this.#stopRouting = this.#routeHost();
    return {
      [Symbol.dispose]: () => {
        if (--this.#hostLanes === 0) this.#stopRouting?.();
      },
    };
  }

  /**
   * Gives the host's own code another time; containers there keep theirs. @returns how to end that, `undefined` if it
   * has one already
   */
  installTime(time: TimeScope): (() => void) | undefined {
    if (this.#hostTime) return undefined;
    this.#hostTime = time;
    const restore = this.#globals.replace((replace) =>
      routeTime(replace, () => currentContainer() ?? (this.#hostTime === time ? time : undefined)),
    );
    return () => {
      this.#hostTime = undefined;
      restore();
    };
  }

  /** Resolves when every lane that was released is back, so that its thread can be taken again. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#serving);
  }

  #routeHost(): () => void {
    const undo = [
      routeGlobals(this.#globals),
      routeFs(() => currentContainer() !== undefined),
      catchStrayErrors(),
      routeModules(),
    ];
    return () => {
      for (const each of undo.toReversed()) each();
    };
  }

  /** Ends the threads, once no world uses them any more. */
  async close(): Promise<void> {
    await this.settled();
    for (const threads of this.#threads.values()) await (await threads).destroy();
  }
}

async function openPiscina(heapLimitMb: number): Promise<Piscina> {
  const { Piscina } = await import("piscina");
  const threads = new Piscina({
    filename: new URL("dist/emulator/lanes/threads/lane-start.js", packageRoot).href,
    minThreads: 0,
    // lanes are counted here: a task that had to wait for a thread could wait for ever
    maxThreads: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    idleTimeout: Number.POSITIVE_INFINITY,
    resourceLimits: { maxOldGenerationSizeMb: heapLimitMb + HEAP_RESERVE_MB },
  });
  // a thread that dies between two worlds is nobody's loss, and would otherwise end the host
  threads.on("error", () => undefined);
  return threads;
}

/**
 * Threads that any world may be given; with the next, the modules of containers in the host's thread, and which settings
 * of built-in modules containers have called for, the only module-level state of the emulator.
 */
export const lanePool: LanePool = new LanePool();

/** Threads whose built-in objects are frozen: only for worlds that want that. */
export const strictLanePool: LanePool = lanePool.separate();
