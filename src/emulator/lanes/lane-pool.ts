import type { Piscina } from "piscina";
import { Bundler } from "./bundler.js";
import type { Lane } from "./lane.js";
import { LaneRuntime, type InlineHost, type LaneOptions } from "./lane-runtime.js";
import { routeGlobals } from "./routed-globals.js";
import { catchStrayErrors } from "./stray-errors.js";
import type { Watchdog } from "./watchdog.js";
import { WorkerLane, type Service } from "./worker-lane.js";

/** Most lanes of one process; beyond it a world makes do with those it has. Its first lane, and those that are to be alone, it gets all the same. */
const MAX_LANES = 64;

/**
 * Megabytes between the limit that the watchdog keeps and Node's own. Node ends a thread whose heap is full, but the whole process if a single
 * piece, such as a list that grows, is what does not fit any more.
 */
const HEAP_RESERVE_MB = 1024;

/** What a lane's thread is made with. */
export interface ThreadOptions {
  /** Megabytes that the thread's heap may hold. */
  readonly heapLimitMb: number;
}

/** What worlds share: threads that stay warm for the next world, compiled bundles, and the routing of the host's globals. */
export class LanePool {
  readonly bundler: Bundler = new Bundler();
  /** Threads by the size of their heap: it cannot be changed. */
  readonly #threads = new Map<number, Promise<Piscina>>();
  #taken = 0;
  #hostLanes = 0;
  #stopRouting: (() => void) | undefined;

  get isFull(): boolean {
    return this.#taken >= MAX_LANES;
  }

  /** A lane in a worker thread. */
  async acquire(options: LaneOptions & ThreadOptions, watchdog: Watchdog): Promise<Lane> {
    this.#taken++;
    const threads = await this.#threadsOf(options.heapLimitMb);
    const serve = async ({ port, pulse, signal }: Service): Promise<void> => {
      try {
        await threads.run({ port, options, pulse }, { transferList: [port], signal });
      } finally {
        this.#taken--;
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
  acquireHost(options: LaneOptions, inline: InlineHost): Lane {
    if (this.#hostLanes++ === 0) this.#stopRouting = routeHost();
    const runtime = new LaneRuntime(options, inline);
    return {
      bundles: new Set(),
      isOver: false,
      turn: (message) => runtime.turn(message),
      release: () => {
        runtime.close();
        if (--this.#hostLanes === 0) this.#stopRouting?.();
      },
    };
  }
}

async function openPiscina(heapLimitMb: number): Promise<Piscina> {
  const { Piscina } = await import("piscina");
  const threads = new Piscina({
    filename: new URL("./lane-entry.js", import.meta.url).href,
    minThreads: 0,
    maxThreads: Number.POSITIVE_INFINITY, // lanes are counted here: a task that had to wait for a thread could wait for ever
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    idleTimeout: Number.POSITIVE_INFINITY,
    resourceLimits: { maxOldGenerationSizeMb: heapLimitMb + HEAP_RESERVE_MB },
  });
  threads.on("error", () => undefined); // a thread that dies between two worlds is nobody's loss, and would otherwise end the host
  return threads;
}

function routeHost(): () => void {
  const restore = routeGlobals();
  const stop = catchStrayErrors();
  return () => {
    stop();
    restore();
  };
}

/** The only module-level state of the emulator. */
export const lanePool: LanePool = new LanePool();
