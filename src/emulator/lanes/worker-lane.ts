import { MessageChannel, type MessagePort } from "node:worker_threads";
import { InternalError } from "../../api/errors.js";
import type { Lane } from "./lane.js";
import type { LaneMessage } from "./lane-entry.js";
import type { LaneOptions, TurnMessage } from "./lane-runtime.js";
import type { Report } from "./protocol.js";

type Answer = { readonly reports: readonly Report[] } | { readonly failure: string };

/** A lane in a worker thread. Holds the process open only while a turn is under way. */
export class WorkerLane implements Lane {
  readonly #port: MessagePort;
  readonly #onRelease: (lane: WorkerLane) => void;
  #bundles = new Set<string>();
  #turn: PromiseWithResolvers<readonly Report[]> | undefined;

  /** @param start runs the lane's task in a thread, with the other end of the channel; settles only if the thread dies */
  constructor(start: (port: MessagePort) => Promise<unknown>, onRelease: (lane: WorkerLane) => void, onDeath: (lane: WorkerLane) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#onRelease = onRelease;
    port1.on("message", (answer: Answer) => this.#answer(answer));
    port1.unref();
    start(port2).catch((error: unknown) => {
      onDeath(this);
      this.#turn?.reject(new InternalError(`A lane died: ${error instanceof globalThis.Error ? error.message : String(error)}`, { cause: error }));
      this.#port.close();
    });
  }

  get bundles(): Set<string> {
    return this.#bundles;
  }

  open(options: LaneOptions): void {
    this.#bundles = new Set();
    this.#post({ type: "open", options });
  }

  turn(turn: TurnMessage): Promise<readonly Report[]> {
    this.#turn = Promise.withResolvers();
    this.#port.ref();
    this.#post({ type: "turn", turn });
    return this.#turn.promise;
  }

  release(): void {
    this.#post({ type: "close" });
    this.#onRelease(this);
  }

  #post(message: LaneMessage): void {
    this.#port.postMessage(message);
  }

  #answer(answer: Answer): void {
    this.#port.unref();
    const turn = this.#turn;
    this.#turn = undefined;
    if ("reports" in answer) turn?.resolve(answer.reports);
    else turn?.reject(new InternalError(`A lane failed: ${answer.failure}`));
  }
}
