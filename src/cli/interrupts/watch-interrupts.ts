import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../../checks/package-files.js";

const WATCHER = new URL("dist/cli/interrupts/interrupt-watcher.js", packageRoot);

/** Where the main thread has left what it says at last. */
const KEY = "modal-emulator/last-words";

/** What the watcher is given. */
export interface InterruptWatcherTask {
  /** One number: how many SIGINTs the main thread has heard of. */
  readonly buffer: SharedArrayBuffer;
  /** Evaluated in the main thread; ends the process. */
  readonly expression: string;
  /** Real milliseconds that the main thread has to hear of a SIGINT. */
  readonly patienceMs: number;
  /** Real milliseconds that it has then for the expression. */
  readonly graceMs: number;
}

/**
 * Handlers of SIGINT are called as ever, but if code keeps the main thread from its event loop, `leave` is called in the
 * middle of it.
 * @param leave has to end the process, without a turn of the event loop
 * @returns when that is so
 */
export function watchInterrupts(leave: () => void, limits: { patienceMs: number; graceMs: number }): Promise<void> {
  const outside = AsyncLocalStorage.snapshot(); // nobody's code, whoever's it interrupts
  Object.defineProperty(process, Symbol.for(KEY), { value: () => outside(leave) });
  const heard = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const expression = `process[Symbol.for(${JSON.stringify(KEY)})]()`;
  const worker = new Worker(WATCHER, {
    workerData: { buffer: heard.buffer, expression, ...limits } satisfies InterruptWatcherTask,
    name: "modal-emulator interrupts",
    execArgv: [],
    env: {},
  });
  const ready = Promise.withResolvers<void>();
  worker.on("message", (told: number) => {
    if (told === 0) return ready.resolve();
    Atomics.store(heard, 0, told);
    Atomics.notify(heard, 0);
    process.emit("SIGINT");
  });
  worker.on("error", () => ready.resolve()); // without it, SIGINT has to wait for the event loop
  return ready.promise.finally(() => worker.unref());
}
