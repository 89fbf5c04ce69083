import { MessageChannel, type MessagePort } from "node:worker_threads";
import { InternalError } from "../../api/errors.js";
import { LaneDeath, type Lane } from "./lane.js";
import type { LaneMessage } from "./lane-entry.js";
import type { TurnMessage } from "./lane-runtime.js";
import type { Report } from "./protocol.js";
import { bytesOfDeliveries } from "./transfer.js";

type Answer = { readonly reports: readonly Report[] } | { readonly failure: string };

/** A lane in a worker thread. */
export class WorkerLane implements Lane {
  readonly bundles: Set<string> = new Set();
  readonly #port: MessagePort;
  #turn: PromiseWithResolvers<readonly Report[]> | undefined;
  #death: LaneDeath | undefined;

  /** @param serve runs the lane's task in a thread, with the other end of the channel; rejects if the thread dies */
  constructor(serve: (port: MessagePort) => Promise<unknown>) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on("message", (answer: Answer) => this.#answer(answer));
    port1.unref();
    serve(port2).catch((error: unknown) => {
      this.#death = new LaneDeath(error instanceof globalThis.Error ? error.message : String(error), { cause: error });
      this.#turn?.reject(this.#death);
      this.#port.close();
    });
  }

  turn(turn: TurnMessage): Promise<readonly Report[]> {
    if (this.#death) return Promise.reject(this.#death);
    this.#turn = Promise.withResolvers();
    this.#port.postMessage(turn satisfies LaneMessage, bytesOfDeliveries(turn.deliveries));
    return this.#turn.promise;
  }

  release(): void {
    this.#port.postMessage(null satisfies LaneMessage);
  }

  #answer(answer: Answer): void {
    const turn = this.#turn;
    this.#turn = undefined;
    if ("reports" in answer) turn?.resolve(answer.reports);
    else turn?.reject(new InternalError(`A lane failed: ${answer.failure}`));
  }
}
