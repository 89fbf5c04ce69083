import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../../checks/package-files.js";

const WATCHER = new URL("dist/cli/interrupts/interrupt-watcher.js", packageRoot);

/** Where the main thread has left what it says at last. */
const KEY = "modal-emulator/last-words";

/** What the watcher is given. */
export interface InterruptWatcherTask {
  /**
   * Three numbers: how many SIGINTs the main thread has heard of, whether it has spoken its last words, and whether it
   * exits.
   */
  readonly buffer: SharedArrayBuffer;
  /** Evaluated in the main thread; ends the process. */
  readonly expression: string;
  /** Real milliseconds that the main thread has to hear of a SIGINT. */
  readonly patienceMs: number;
  /** Real milliseconds that it has then for its last words, and as many for its exit. */
  readonly graceMs: number;
}

/**
 * Handlers of SIGINT are called as ever, but if code keeps the main thread from its event loop, `leave` is called in the
 * middle of it.
 * @param leave says the last words, without a turn of the event loop
 * @param end ends the process
 * @returns when that is so
 */
export function watchInterrupts(
  leave: () => number,
  end: (code: number) => void,
  limits: { patienceMs: number; graceMs: number },
): Promise<void> {
  const outside = AsyncLocalStorage.snapshot(); // nobody's code, whoever's it interrupts
  const cells = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  const mark = (cell: number, value: number): void => {
    Atomics.store(cells, cell, value);
    Atomics.notify(cells, cell);
  };
  let hasLeft = false;
  const leaveAndEnd = (): void => {
    if (hasLeft) return;
    hasLeft = true;
    const code = leave();
    mark(1, 1);
    end(code);
  };
  Object.defineProperty(process, Symbol.for(KEY), { value: () => outside(leaveAndEnd) });
  process.on("exit", () => {
    mark(2, 1);
    Atomics.notify(cells, 0); // the watcher waits there
  });
  const expression = `process[Symbol.for(${JSON.stringify(KEY)})]()`;
  const worker = new Worker(WATCHER, {
    workerData: { buffer: cells.buffer, expression, ...limits } satisfies InterruptWatcherTask,
    name: "modal-emulator interrupts",
    execArgv: [],
    env: {},
  });
  const ready = Promise.withResolvers<void>();
  worker.on("message", (told: number) => {
    if (told === 0) return ready.resolve();
    mark(0, told);
    process.emit("SIGINT");
  });
  worker.on("error", () => ready.resolve()); // without it, SIGINT has to wait for the event loop
  return ready.promise.finally(() => worker.unref());
}
