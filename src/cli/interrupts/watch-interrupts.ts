import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { packageRoot } from "../../checks/package-files.js";

const FOLDER = new URL("dist/cli/interrupts/", packageRoot);

/** Where the main thread has left what it says at last. */
const KEY = "modal-emulator/last-words";

/** What the thread that catches SIGINT is given. */
export interface InterruptCatcherTask {
  /** Gets a message for each SIGINT, and is closed if they have ended the thread. */
  readonly port: MessagePort;
  /** 1 once the process exits: it stops its threads, but a SIGINT just then makes Node take that back. */
  readonly exiting: Int32Array;
}

/** What the thread that watches over the main one is given. */
export interface InterruptWatcherTask extends InterruptCatcherTask {
  /** How many SIGINTs the main thread has heard of. */
  readonly heard: Int32Array;
  /** 1 once the main thread has spoken its last words. */
  readonly spoken: Int32Array;
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
): Promise<unknown> {
  const outside = AsyncLocalStorage.snapshot(); // nobody's code, whoever's it interrupts
  const [heard, spoken, exiting] = [newCell(), newCell(), newCell()];
  let hasLeft = false;
  const leaveAndEnd = (): void => {
    if (hasLeft) return;
    hasLeft = true;
    const code = leave();
    mark(spoken, 1);
    end(code);
  };
  Object.defineProperty(process, Symbol.for(KEY), { value: () => outside(leaveAndEnd) });
  process.on("exit", () => mark(exiting, 1));
  const { port1, port2 } = new MessageChannel();
  const caught: InterruptCatcherTask = { port: port1, exiting };
  const expression = `process[Symbol.for(${JSON.stringify(KEY)})]()`;
  const watched: InterruptWatcherTask = { port: port2, exiting, heard, spoken, expression, ...limits };
  return Promise.all([
    start("interrupt-catcher", caught, () => undefined),
    start("interrupt-watcher", watched, (told) => {
      if (typeof told !== "number" || told === 0) return; // it has begun
      mark(heard, told);
      process.emit("SIGINT");
    }),
  ]);
}

/** @returns when it has sent its first message; `listener` gets all of them */
function start(name: string, task: InterruptCatcherTask, listener: (message: unknown) => void): Promise<void> {
  const worker = new Worker(new URL(`${name}.js`, FOLDER), {
    workerData: task,
    transferList: [task.port],
    name: `modal-emulator ${name}`,
    execArgv: [],
    env: {},
  });
  const ready = Promise.withResolvers<void>();
  worker.on("message", (message: unknown) => {
    ready.resolve();
    listener(message);
  });
  worker.on("error", () => ready.resolve()); // without it, SIGINT has to wait for the event loop
  return ready.promise.finally(() => worker.unref());
}

function newCell(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

function mark(cell: Int32Array, value: number): void {
  Atomics.store(cell, 0, value);
  Atomics.notify(cell, 0);
}
