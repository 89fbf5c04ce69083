import { executionAsyncId } from "node:async_hooks";
import { url as debuggerUrl } from "node:inspector";
import process from "node:process";
import { isMainThread, threadId, Worker } from "node:worker_threads";
import { packageRoot } from "../../../checks/package-files.js";
import { currentContainer } from "../routing/container-session.js";
import type { Pulse } from "../routing/pulse.js";
import type { RunningContainer } from "../routing/running-container.js";
import { Handshake } from "./handshake.js";
import type { WatchdogLimits } from "./watchdog.js";

/** A lane in this thread, as it is watched. */
export interface WatchedHost {
  readonly pulse: Pulse;
  owns(container: RunningContainer): boolean;
  /** Code of that container is about to be ended, and whatever else it was in the middle of. */
  doom(container: RunningContainer): void;
  /** That has happened. */
  die(message: string): void;
}

export type HostLimits = Pick<WatchdogLimits, "watchdogMs">;

/** What a {@link HostWatcher} is given. */
export interface HostWatcherTask {
  /** Of the thread that it watches. */
  readonly threadId: number;
  /** Where that thread has left what it can be asked, as a symbol of its `process`. */
  readonly key: string;
  /** Of their {@link Handshake}. */
  readonly buffer: SharedArrayBuffer;
}

/** Host to watcher: a lane to watch, or one that is over. */
export type WatchRequest =
  | { readonly lane: number; readonly pulse: SharedArrayBuffer; readonly watchdogMs: number }
  | { readonly lane: number; readonly pulse: null };

/** Watcher to host: what ran in a lane was ended. */
export interface WatchReport {
  readonly lane: number;
  readonly message: string;
}

/** What the host's thread says while it hangs: why the process has to end, if it has to. */
export type HangAnswer = string | undefined;

const WATCHER = new URL("dist/emulator/lanes/threads/host-watcher.js", packageRoot);

/**
 * Watches the thread that it is in, where containers share it with the host: by another thread, which asks this one by
 * means of the inspector what it is doing, even while it hangs, and ends that.
 */
class HostWatch {
  readonly #lanes = new Map<number, WatchedHost>();
  #worker: Worker | undefined;
  readonly #handshake = new Handshake();
  #count = 0;

  /** @returns how to end it */
  watch(lane: WatchedHost, { watchdogMs }: HostLimits): Disposable {
    if (watchdogMs === Number.POSITIVE_INFINITY) return { [Symbol.dispose]: () => undefined };
    const number = ++this.#count;
    lane.pulse.begin(threadId + 1); // 0 would be a thread that has not begun
    this.#lanes.set(number, lane);
    this.#tell({ lane: number, pulse: lane.pulse.buffer, watchdogMs });
    return {
      [Symbol.dispose]: () => {
        if (this.#lanes.delete(number)) this.#tell({ lane: number, pulse: null });
      },
    };
  }

  #tell(request: WatchRequest): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    const key = `modal-emulator/hangs/${crypto.randomUUID()}`;
    const answer = (lane: number, message: string): HangAnswer => this.#answer(lane, message);
    Object.defineProperty(process, Symbol.for(key), { value: answer });
    const worker = new Worker(WATCHER, {
      workerData: { threadId, key, buffer: this.#handshake.buffer } satisfies HostWatcherTask,
      name: "modal-emulator watchdog",
      execArgv: [],
      env: {},
    });
    worker.on("message", ({ lane, message }: WatchReport) => {
      worker.unref();
      this.#lanes.get(lane)?.die(message);
    });
    worker.on("error", () => undefined); // without it, nobody is watched
    worker.unref();
    return worker;
  }

  /** Called in the middle of what hangs: it must change nothing that could be in use there. */
  #answer(number: number, message: string): HangAnswer {
    const lane = this.#lanes.get(number);
    const container = currentContainer();
    if (!lane || !container || !lane.owns(container) || debuggerUrl() !== undefined) return undefined;
    if (executionAsyncId() !== 0) {
      const stack = container.mapStack(String(new Error("It is").stack)).replace(/\n.*<anonymous>:1:.*$/m, "");
      return `modal-emulator: Function \`${container.spec.tag}\` hangs: ${message}. It does so inside of a callback of a tick, a timer or I/O, which Node cannot end alone, so the process ends. With \`threads: 1\` only a thread would.\n${stack}\n`;
    }
    this.#worker?.ref(); // to hear what comes of it
    if (this.#handshake.stay(isMainThread)) lane.doom(container);
    else this.#worker?.unref();
    return undefined;
  }
}

/** Watches this thread; started by the first lane here, and kept. */
export const hostWatch: HostWatch = new HostWatch();
