import { MessageChannel, type MessagePort } from "node:worker_threads";
import { InternalError } from "../../api/errors.js";
import { Channel } from "./channel.js";
import { LaneDeath, type Lane } from "./lane.js";
import type { LaneAnswer, LaneMessage } from "./lane-entry.js";
import type { TurnMessage } from "./lane-runtime.js";
import { packTurn, unpackReports } from "./packing.js";
import type { Report } from "./protocol.js";
import { bytesOfDeliveries } from "./transfer.js";

/** Real milliseconds that the host's event loop waits for a turn. */
const PATIENCE_MS = 0.2;

/** A lane in a worker thread. */
export class WorkerLane implements Lane {
  readonly bundles: Set<string> = new Set();
  readonly #channel: Channel<LaneAnswer, LaneMessage>;
  #turn: PromiseWithResolvers<readonly Report[]> | undefined;
  #death: LaneDeath | undefined;
  /** Its thread runs, and its event loop is reached at once. */
  #hasAnswered = false;
  #isHeld = false;

  /** @param serve runs the lane's task in a thread, with the other end of the channel; rejects if the thread dies */
  constructor(serve: (port: MessagePort, memory: SharedArrayBuffer) => Promise<unknown>) {
    const { port1, port2 } = new MessageChannel();
    const memory = Channel.memory();
    this.#channel = new Channel(port1, memory, "host", (answer) => this.#answer(answer));
    port1.unref();
    serve(port2, memory).catch((error: unknown) => {
      this.#death = new LaneDeath(error instanceof globalThis.Error ? error.message : String(error), { cause: error });
      this.#turn?.reject(this.#death);
      this.#channel.close();
    });
  }

  turn(turn: TurnMessage, isHeld: boolean): Promise<readonly Report[]> {
    if (this.#death) return Promise.reject(this.#death);
    this.#turn = Promise.withResolvers();
    this.#isHeld = isHeld && this.#hasAnswered;
    if (this.#isHeld) this.#channel.expect();
    this.#channel.send(packTurn(turn), bytesOfDeliveries(turn.deliveries));
    return this.#turn.promise;
  }

  hold(): void {
    if (this.#isHeld) this.#channel.hold(PATIENCE_MS);
    this.#isHeld = false;
  }

  release(): void {
    this.#channel.send(null);
  }

  #answer(answer: LaneAnswer): void {
    const turn = this.#turn;
    this.#turn = undefined;
    this.#hasAnswered = true;
    if ("reports" in answer) turn?.resolve(unpackReports(answer.reports));
    else turn?.reject(new InternalError(`A lane failed: ${answer.failure}`));
  }
}
