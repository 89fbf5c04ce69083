import type { Piscina } from "piscina";
import { Bundler } from "./bundler.js";
import type { Lane, LaneProvider } from "./lane.js";
import { LaneRuntime, type LaneOptions } from "./lane-runtime.js";
import { RoutedGlobals } from "./routed-globals.js";
import { catchStrayErrors } from "./stray-errors.js";
import { WorkerLane } from "./worker-lane.js";

/** Most lanes of one process; a world that finds them all taken gets one beyond. */
const MAX_LANES = 64;

/** The process-wide pool of idle lanes, and what else is costly to make twice: compiled bundles, and the routing of the host's globals. */
export class LanePool implements LaneProvider {
  readonly bundler: Bundler = new Bundler();
  readonly #idle: WorkerLane[] = [];
  #piscina: Promise<Piscina> | undefined;
  #hostLanes = 0;
  #hostRouting: { undo(): void } | undefined;

  async acquire(options: LaneOptions): Promise<WorkerLane> {
    const lane = this.#idle.pop() ?? (await this.#start());
    lane.open(options);
    return lane;
  }

  /** A lane in the host's own thread. @param inline finds the function object behind an inline container */
  acquireHost(options: LaneOptions, inline: (functionId: string) => CallableFunction | undefined): Lane {
    if (this.#hostLanes++ === 0) this.#hostRouting = routeHost();
    const runtime = new LaneRuntime(options, inline);
    return {
      bundles: new Set(),
      turn: (message) => runtime.turn(message),
      release: () => {
        runtime.close();
        if (--this.#hostLanes > 0) return;
        this.#hostRouting?.undo();
        this.#hostRouting = undefined;
      },
    };
  }

  async #start(): Promise<WorkerLane> {
    const threads = await (this.#piscina ??= openPiscina());
    const lane = new WorkerLane(
      (port) => {
        const task: Promise<unknown> = threads.run({ port }, { transferList: [port], signal: new AbortController().signal });
        for (const thread of threads.threads) thread.unref(); // an idle lane must not hold the process open
        return task;
      },
      (released) => this.#idle.push(released),
      (dead) => {
        const index = this.#idle.indexOf(dead);
        if (index >= 0) this.#idle.splice(index, 1);
      },
    );
    return lane;
  }
}

async function openPiscina(): Promise<Piscina> {
  const { Piscina } = await import("piscina");
  return new Piscina({
    filename: new URL("./lane-entry.js", import.meta.url).href,
    minThreads: 0,
    maxThreads: MAX_LANES,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    idleTimeout: Number.POSITIVE_INFINITY,
  });
}

function routeHost(): { undo(): void } {
  const routed = new RoutedGlobals();
  const stop = catchStrayErrors();
  return {
    undo: () => {
      stop();
      routed.restore();
    },
  };
}

/** The only module-level state of the emulator. */
export const lanePool: LanePool = new LanePool();
