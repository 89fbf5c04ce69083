import type { Piscina } from "piscina";
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
  readonly bundler: Bundler = new Bundler();
  #piscina: Promise<Piscina> | undefined;
  #taken = 0;
  #hostLanes = 0;
  #stopRouting: (() => void) | undefined;

  get isFull(): boolean {
    return this.#taken >= MAX_LANES;
  }

  /** A lane in a worker thread. */
  async acquire(options: LaneOptions): Promise<Lane> {
    this.#taken++;
    const threads = await (this.#piscina ??= openPiscina());
    return new WorkerLane(async (port) => {
      try {
        await threads.run({ port, options }, { transferList: [port], signal: new AbortController().signal });
      } finally {
        this.#taken--;
      }
    });
  }

  /** A lane in the host's own thread. @param inline what inline containers run */
  acquireHost(options: LaneOptions, inline: InlineHost): Lane {
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
}

async function openPiscina(): Promise<Piscina> {
  const { Piscina } = await import("piscina");
  return new Piscina({
    filename: new URL("./lane-start.js", import.meta.url).href,
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

/** The only module-level state of the emulator. */
export const lanePool: LanePool = new LanePool();
