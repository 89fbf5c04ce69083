import { Worker } from "node:worker_threads";
import { packageRoot } from "../../../checks/package-files.js";
import { withoutSession } from "../../../api/session/session.js";
import { type InterpreterTask, type Reply, type Request, type RunStart, SLOTS } from "./bridge/python-calls.js";
import type { InterpreterParts } from "./interpreter-parts.js";

const THREAD = new URL("dist/emulator/lanes/python/interpreter/python-thread.js", packageRoot);

/** How deep calls may be, in megabytes of stack. */
const STACK_MB = 16;

/** A thread that runs one program of Python. It keeps no process alive but while somebody waits for it. */
export class Interpreter {
  readonly #worker: Worker;
  readonly #slots: Int32Array;
  readonly #requests: Request[] = [];
  #waiting: ((request: Request) => void) | undefined;

  constructor(parts: InterpreterParts) {
    const shared = new SharedArrayBuffer(8);
    this.#slots = new Int32Array(shared);
    this.#worker = withoutSession(
      () =>
        new Worker(THREAD, {
          workerData: { ...parts, shared } satisfies InterpreterTask,
          name: "modal-emulator python3",
          execArgv: [],
          env: {},
          stdout: true,
          stderr: true,
          resourceLimits: { stackSizeMb: STACK_MB },
        }),
    );
    this.#worker.on("message", (request: Request) => this.#take(request));
    this.#worker.on("error", (error) => this.#take({ call: "end", code: 139, crash: String(error) }));
    this.#worker.on("exit", () => this.#take({ call: "end", code: 139, crash: "its thread has ended" }));
    this.#worker.unref();
  }

  start(start: RunStart): void {
    this.#post(start);
  }

  /** What it asks next. */
  next(): Promise<Request> {
    const request = this.#requests.shift();
    if (request) return Promise.resolve(request);
    this.#worker.ref();
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  reply(reply: Reply): void {
    this.#post(reply);
    Atomics.add(this.#slots, SLOTS.replies, 1);
    Atomics.notify(this.#slots, SLOTS.replies);
  }

  /** It takes a signal when it next looks for one. @param number from 1 to 31 */
  signal(number: number): void {
    Atomics.or(this.#slots, SLOTS.signals, 1 << number);
  }

  terminate(): void {
    this.#worker.unref();
    void this.#worker.terminate();
  }

  /** It is no message of a container's. */
  #post(message: RunStart | Reply): void {
    withoutSession(() => this.#worker.postMessage(message));
  }

  #take(request: Request): void {
    const waiting = this.#waiting;
    if (!waiting) return void this.#requests.push(request);
    this.#waiting = undefined;
    this.#worker.unref();
    waiting(request);
  }
}
