import type { Piscina } from "piscina";
import { packageRoot } from "../../api/package-files.js";
import { Bundler } from "./bundler.js";
import type { Lane } from "./lane.js";
import { LaneRuntime, type InlineHost, type LaneOptions } from "./lane-runtime.js";
import { routeGlobals } from "./routed-globals.js";
import { catchStrayErrors } from "./stray-errors.js";
import { WorkerLane } from "./worker-lane.js";

/** Most lanes of one process; beyond it a world makes do with those it has, or waits for its first. */
const MAX_LANES = 64;

/** What worlds share: threads that stay warm for the next world, compiled bundles, and the routing of the host's globals. */
export class LanePool {
  readonly bundler: Bundler;
  readonly #shared: LanePool | undefined;
  #piscina: Promise<Piscina> | undefined;
  readonly #serving = new Set<Promise<unknown>>();
  #taken = 0;
  #hostLanes = 0;
  #stopRouting: (() => void) | undefined;

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
  async acquire(options: LaneOptions): Promise<Lane> {
    this.#taken++;
    const threads = await (this.#piscina ??= openPiscina());
    return new WorkerLane(async (port, memory) => {
      const serving = threads.run({ port, memory, options }, { transferList: [port], signal: new AbortController().signal });
      this.#serving.add(serving);
      try {
        await serving;
      } finally {
        this.#taken--;
        this.#serving.delete(serving);
      }
    });
  }

  /** A lane in the host's own thread. @param inline what inline containers run */
  acquireHost(options: LaneOptions, inline: InlineHost): Lane {
    if (this.#shared) return this.#shared.acquireHost(options, inline);
    if (this.#hostLanes++ === 0) this.#stopRouting = routeHost();
    const runtime = new LaneRuntime(options, inline);
    return {
      bundles: new Set(),
      turn: (message) => runtime.turn(message),
      release: () => {
        runtime.close();
        if (--this.#hostLanes === 0) this.#stopRouting?.();
      },
    };
  }

  /** Resolves when every lane that was released is back, so that its thread can be taken again. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#serving);
  }

  /** Ends the threads, once no world uses them any more. */
  async close(): Promise<void> {
    await this.settled();
    await (await this.#piscina)?.destroy();
  }
}

async function openPiscina(): Promise<Piscina> {
  const { Piscina } = await import("piscina");
  return new Piscina({
    filename: new URL("dist/emulator/lanes/lane-start.js", packageRoot).href,
    minThreads: 0,
    maxThreads: MAX_LANES,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    idleTimeout: Number.POSITIVE_INFINITY,
  });
}

function routeHost(): () => void {
  const restore = routeGlobals();
  const stop = catchStrayErrors();
  return () => {
    stop();
    restore();
  };
}

/** Threads that any world may be given; with the next, the only module-level state of the emulator. */
export const lanePool: LanePool = new LanePool();

/** Threads whose built-in objects are frozen: only for worlds that want that. */
export const strictLanePool: LanePool = lanePool.separate();
