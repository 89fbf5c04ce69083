import module from "node:module";
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { dirname } from "node:path";
import { packageRoot } from "../../../checks/package-files.js";
import type { LaneTask } from "./lane-entry.js";

const START = new URL("dist/emulator/lanes/threads/lane-start.js", packageRoot);

/**
 * Megabytes between the limit that the watchdog keeps and Node's own. Node ends a thread whose heap is full, but the
 * whole process if a single piece, such as a list that grows, is what does not fit any more.
 */
const HEAP_RESERVE_MB = 1024;

/** Megabytes that the heap of a lane's thread may hold, unless its world says otherwise. */
export const HEAP_LIMIT_MB = 2048;

/** Threads that serve one lane after the other: started when one is missing, warm for the next world afterwards. */
export class LaneThreads {
  readonly #heapLimitMb: number;
  /** In the order in which they were started. */
  readonly #threads = new Set<LaneThread>();

  /** @param heapLimitMb megabytes that the heap of each may hold: it cannot be changed */
  constructor(heapLimitMb: number) {
    this.#heapLimitMb = heapLimitMb;
  }

  /** Starts the first thread, for the lane that is going to come. */
  prepare(): void {
    if (this.#threads.size === 0) this.#start();
  }

  /**
   * Resolves when the lane's world is done with it.
   * @param signal ends the thread
   * @throws what ended the thread, if it ends before
   */
  serve(task: LaneTask, signal: AbortSignal): Promise<void> {
    return (this.#free ?? this.#start()).serve(task, signal);
  }

  workerOf(threadId: number): Worker | undefined {
    return this.#threads.values().find(({ worker }) => worker.threadId === threadId)?.worker;
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#threads, ({ worker }) => worker.terminate()));
  }

  get #free(): LaneThread | undefined {
    return this.#threads.values().find(({ isFree }) => isFree);
  }

  #start(): LaneThread {
    const thread = new LaneThread(this.#heapLimitMb + HEAP_RESERVE_MB, () => this.#threads.delete(thread));
    this.#threads.add(thread);
    return thread;
  }
}

/** Those that worlds share, by the size of their heap: it cannot be changed. */
export const sharedThreads: Map<number, LaneThreads> = new Map();

/** Of a size, made when they are first asked for. */
export function threadsOfHeap(threads: Map<number, LaneThreads>, heapLimitMb: number): LaneThreads {
  const found = threads.get(heapLimitMb) ?? new LaneThreads(heapLimitMb);
  threads.set(heapLimitMb, found);
  return found;
}

/** Has a thread keep what it compiles where its process does, if that does. */
function keepsCompiled(): string {
  const folder = module.getCompileCacheDir(); // by name, a Node that is too old could not even say so
  return folder === undefined ? "" : `require("node:module").enableCompileCache(${JSON.stringify(dirname(folder))});`;
}

/** A thread; it keeps the process open while it serves. */
class LaneThread {
  readonly worker: Worker;
  /** Apart from the port that user code in the thread finds in `node:worker_threads`. */
  readonly #port: MessagePort;
  readonly #ended: () => void;
  #serving: PromiseWithResolvers<void> | undefined;
  #hasEnded = false;

  /** @param ended hears that the thread can serve no more */
  constructor(maxOldGenerationSizeMb: number, ended: () => void) {
    const { port1, port2 } = new MessageChannel();
    this.#ended = ended;
    this.#port = port1;
    // imported: with `--input-type`, which the thread takes over, no module may be where a thread begins
    const text = `${keepsCompiled()}import(${JSON.stringify(START.href)})`;
    this.worker = new Worker(text, { eval: true, resourceLimits: { maxOldGenerationSizeMb } });
    this.worker.postMessage(port2, [port2]);
    port1.on("message", () => this.#settle((serving) => serving.resolve()));
    // one that dies between two worlds is nobody's loss, and would otherwise end the host
    this.worker.on("error", (error: unknown) => this.#end(error));
    this.worker.on("exit", (code) => this.#end(new globalThis.Error(`worker exited with code: ${code}`)));
    this.#mayEndProcess();
  }

  get isFree(): boolean {
    return this.#serving === undefined && !this.#hasEnded;
  }

  serve(task: LaneTask, signal: AbortSignal): Promise<void> {
    const serving = Promise.withResolvers<void>();
    this.#serving = serving;
    this.#port.ref();
    this.worker.ref();
    this.#port.postMessage(task, [task.port]);
    const abort = (): void => {
      this.#end(signal.reason);
      void this.worker.terminate();
    };
    signal.addEventListener("abort", abort);
    return serving.promise.finally(() => signal.removeEventListener("abort", abort));
  }

  #settle(settle: (serving: PromiseWithResolvers<void>) => void): void {
    const serving = this.#serving;
    this.#serving = undefined;
    this.#mayEndProcess();
    if (serving) settle(serving);
  }

  #end(reason: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#ended();
    this.#settle((serving) => serving.reject(reason));
    this.#port.close();
  }

  #mayEndProcess(): void {
    this.#port.unref();
    this.worker.unref();
  }
}
