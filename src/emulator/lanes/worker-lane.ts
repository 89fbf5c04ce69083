import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { InternalError } from "../../api/errors.js";
import { LaneDeath, type Lane } from "./lane.js";
import type { LaneMessage } from "./lane-entry.js";
import type { TurnMessage } from "./lane-runtime.js";
import type { Report } from "./protocol.js";
import { Pulse } from "./pulse.js";
import type { Watched } from "./watchdog.js";

type Answer = { readonly reports: readonly Report[] } | { readonly failure: string };

/** What runs a lane in a thread. */
export interface Service {
  readonly port: MessagePort;
  readonly pulse: SharedArrayBuffer;
  /** Ends the thread. */
  readonly signal: AbortSignal;
}

/** A lane in a worker thread. */
export class WorkerLane implements Lane, Watched {
  readonly bundles: Set<string> = new Set();
  readonly pulse: Pulse = new Pulse();
  readonly #port: MessagePort;
  readonly #threadOf: (id: number) => Worker | undefined;
  readonly #ending = new AbortController();
  #turn: PromiseWithResolvers<readonly Report[]> | undefined;
  #death: LaneDeath | undefined;
  #release: object | undefined;
  #isOver = false;

  /** @param serve runs the lane's task in a thread; rejects if the thread dies */
  constructor(serve: (service: Service) => Promise<unknown>, threadOf: (id: number) => Worker | undefined) {
    this.#threadOf = threadOf;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on("message", (answer: Answer) => this.#answer(answer));
    port1.on("messageerror", (error: globalThis.Error) => this.#answer({ failure: String(error) }));
    port1.unref();
    void serve({ port: port2, pulse: this.pulse.buffer, signal: this.#ending.signal }).then(
      () => {
        this.#isOver = true;
      },
      (error: unknown) => this.#die(deathBy(error, this.pulse.inside)),
    );
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get task(): object | undefined {
    return this.#turn ?? this.#release;
  }

  async heapMb(): Promise<number> {
    const heap = await this.#threadOf(this.pulse.thread)?.getHeapStatistics();
    return (heap?.used_heap_size ?? 0) / 2 ** 20;
  }

  end(death: LaneDeath): void {
    this.#die(death);
    this.#ending.abort(death);
  }

  #die(death: LaneDeath): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#death = death;
    this.#turn?.reject(death);
    this.#port.close();
  }

  turn(turn: TurnMessage): Promise<readonly Report[]> {
    if (this.#death) return Promise.reject(this.#death);
    this.#turn = Promise.withResolvers();
    this.#post(turn);
    return this.#turn.promise;
  }

  release(): void {
    this.#release = {};
    this.#post(null);
  }

  #post(message: LaneMessage): void {
    this.#port.postMessage(message);
  }

  #answer(answer: Answer): void {
    const turn = this.#turn;
    this.#turn = undefined;
    if ("reports" in answer) turn?.resolve(answer.reports);
    else turn?.reject(new InternalError(`A lane failed: ${answer.failure}`));
  }
}

function deathBy(error: unknown, inside: number): LaneDeath {
  const isFull = error instanceof globalThis.Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  const message = error instanceof globalThis.Error ? error.message : String(error);
  return new LaneDeath(isFull ? "its thread ran out of memory" : `its thread ended (${message})`, isFull ? "memory" : "exit", inside || undefined, { cause: error });
}
