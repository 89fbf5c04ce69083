import { Bundler } from "../bundling/bundler.js";
import type { Lane } from "./lane.js";
import { sharedThreads, threadsOfHeap, type LaneThreads } from "./lane-threads.js";
import type { HostLimits } from "./host-watch.js";
import type { LaneOptions } from "./lane-runtime.js";
import { replacedGlobals } from "../routing/replaced-globals.js";
import { currentContainer } from "../routing/container-session.js";
import { routeTime } from "../routing/route-time.js";
import type { Watchdog } from "./watchdog.js";
import { WorkerLane, type Service } from "./worker-lane.js";
import type { TimeScope } from "../../time/virtual-timers.js";
import type { InlineHost } from "./lane-code.js";

/**
 * Most lanes of one process; beyond it a world makes do with those it has. Its first lane, and those that are to be
 * alone, it gets all the same.
 */
const MAX_LANES = 64;

/** What a lane's thread is made with. */
export interface ThreadOptions {
  /** Megabytes that the thread's heap may hold. */
  readonly heapLimitMb: number;
}

/** Where the containers of a world live. */
interface PreparedFor extends ThreadOptions {
  readonly threads: number;
  readonly isolation: "realm" | "thread" | "inline";
}

/**
 * What worlds share: threads that stay warm for the next world, compiled bundles, and the routing of the host's
 * globals.
 */
export class LanePool {
  readonly bundler: Bundler;
  readonly #shared: LanePool | undefined;
  readonly #serving = new Set<Promise<unknown>>();
  /** Threads by the size of their heap. */
  readonly #threads: Map<number, LaneThreads>;
  #taken = 0;
  #hostTime: TimeScope | undefined;

  /** @param shared the pool that this one leaves bundling and the host's own thread to */
  constructor(shared?: LanePool) {
    this.#shared = shared;
    this.#threads = shared ? new Map() : sharedThreads;
    this.bundler = shared?.bundler ?? new Bundler();
  }

  /** Replaces a global of this process, as it is beside containers that share it. @returns how to put it back */
  replaceGlobal(name: string, value: unknown): () => void {
    return replacedGlobals.replace((replace) => replace(globalThis, name, { value }));
  }

  /** A pool with threads of its own. */
  separate(): LanePool {
    return new LanePool(this);
  }

  get isFull(): boolean {
    return this.#taken >= MAX_LANES;
  }

  /** Begins what the first container of a world would have to wait for. */
  async prepare({ threads, isolation, heapLimitMb }: PreparedFor): Promise<void> {
    if (threads === 0 || isolation === "inline") await loadHostLane();
    else this.#threadsOf(heapLimitMb).prepare();
  }

  /** A lane in a worker thread. */
  async acquire(options: LaneOptions & ThreadOptions, watchdog: Watchdog): Promise<Lane> {
    this.#taken++;
    const threads = this.#threadsOf(options.heapLimitMb);
    const serve = async ({ port, memory, pulse, written, signal }: Service): Promise<void> => {
      const serving = threads.serve({ port, memory, options, pulse, written }, signal);
      this.#serving.add(serving);
      try {
        await serving;
      } finally {
        this.#taken--;
        this.#serving.delete(serving);
      }
    };
    const lane = new WorkerLane(serve, (id) => threads.workerOf(id));
    watchdog.watch(lane);
    return lane;
  }

  #threadsOf(heapLimitMb: number): LaneThreads {
    return threadsOfHeap(this.#threads, heapLimitMb);
  }

  /** A lane in the host's own thread. @param inline what inline containers run */
  async acquireHost(options: LaneOptions & HostLimits, inline: InlineHost): Promise<Lane> {
    if (this.#shared) return this.#shared.acquireHost(options, inline);
    const { HostLane } = await loadHostLane();
    const routing = await this.keepRouting();
    return new HostLane(options, inline, () => routing[Symbol.dispose]());
  }

  /**
   * Keeps the host's thread as lanes in it need it: for many worlds one after the other, since the change takes a
   * while.
   */
  async keepRouting(): Promise<Disposable> {
    const { routeHost } = await loadHostLane();
    return { [Symbol.dispose]: routeHost() };
  }

  /**
   * Gives the host's own code another time; containers there keep theirs. @returns how to end that, `undefined` if it
   * has one already
   */
  installTime(time: TimeScope): (() => void) | undefined {
    if (this.#hostTime) return undefined;
    this.#hostTime = time;
    const restore = replacedGlobals.replace((replace) =>
      routeTime(replace, () => currentContainer() ?? (this.#hostTime === time ? time : undefined)),
    );
    return () => {
      this.#hostTime = undefined;
      restore();
    };
  }

  /**
   * Gives some of the host's own code another time, whoever has installed what; containers there keep theirs.
   * @param scope whose time the code has that runs now, if it is another one @returns how to end that
   */
  routeTime(scope: () => TimeScope | undefined): () => void {
    return replacedGlobals.replace((replace) => routeTime(replace, () => currentContainer() ?? scope(), true));
  }

  /** Resolves when every lane that was released is back, so that its thread can be taken again. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#serving);
  }

  /** Ends the threads, once no world uses them any more. */
  async close(): Promise<void> {
    await this.settled();
    for (const threads of this.#threads.values()) await threads.close();
  }
}

/** What only lanes in the host's own thread need: most worlds have none, and it takes a while to load. */
export async function loadHostLane(): Promise<typeof import("./host-lane.js") & typeof import("./route-host.js")> {
  const [lane, routing] = await Promise.all([import("./host-lane.js"), import("./route-host.js")]);
  return { ...lane, ...routing };
}

/**
 * Threads that any world may be given; with the next, what is replaced in the host's thread, the modules of containers
 * there, and which settings of built-in modules containers have called for, the only module-level state of the
 * emulator.
 */
export const lanePool: LanePool = new LanePool();

/** Threads whose built-in objects are frozen: only for worlds that want that. */
export const strictLanePool: LanePool = lanePool.separate();
