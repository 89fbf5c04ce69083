import type { LaneAnswer, LaneMessage, TurnMessage } from "../wire/turn-message.js";
import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { InternalError } from "../../../contract/errors.js";
import { Channel } from "../wire/channel.js";
import { LaneDeath, type Lane } from "./lane.js";
import { Parts, sendTurn } from "../wire/in-parts.js";
import type { Report } from "../../kernel/protocol.js";
import { Pulse } from "../routing/pulse.js";
import type { WrittenLine } from "../container/lane-host.js";
import { WrittenLines } from "./written-lines.js";
import type { Watched } from "./watchdog.js";

/** Real milliseconds that the host's event loop waits for a turn. */
const PATIENCE_MS = 0.5;

/** What runs a lane in a thread. */
export interface Service {
  readonly port: MessagePort;
  /** Of their {@link Channel}. */
  readonly memory: SharedArrayBuffer;
  readonly pulse: SharedArrayBuffer;
  /** Of their {@link WrittenLines}. */
  readonly written: SharedArrayBuffer;
  /** Ends the thread. */
  readonly signal: AbortSignal;
}

/** A lane in a worker thread. */
export class WorkerLane implements Lane, Watched {
  readonly bundles: Set<string> = new Set();
  readonly images: Set<number> = new Set();
  readonly pulse: Pulse = new Pulse();
  readonly #lines = new WrittenLines();
  readonly #channel: Channel<LaneAnswer, LaneMessage>;
  readonly #threadOf: (id: number) => Worker | undefined;
  readonly #parts = new Parts();
  readonly #ending = new AbortController();
  #turn: PromiseWithResolvers<readonly Report[]> | undefined;
  #death: LaneDeath | undefined;
  #release: object | undefined;
  #isOver = false;
  /** Its thread runs, and its event loop is reached at once. */
  #hasAnswered = false;
  #isBlocking = false;

  /** @param serve runs the lane's task in a thread; rejects if the thread dies */
  constructor(serve: (service: Service) => Promise<unknown>, threadOf: (id: number) => Worker | undefined) {
    this.#threadOf = threadOf;
    const { port1, port2 } = new MessageChannel();
    const memory = Channel.memory();
    const fail = (error: unknown): void => this.#answer({ failure: String(error) });
    this.#channel = new Channel<LaneAnswer, LaneMessage>(port1, memory, "host", (answer) => this.#answer(answer), fail);
    port1.unref();
    void serve({
      port: port2,
      memory,
      pulse: this.pulse.buffer,
      written: this.#lines.buffer,
      signal: this.#ending.signal,
    }).then(
      () => {
        this.#isOver = true;
      },
      (error: unknown) => this.#die(deathBy(error, this.pulse.inside)),
    );
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get busy(): number | undefined {
    return this.#turn && !this.#isOver ? this.pulse.inside || this.pulse.caller || undefined : undefined;
  }

  get written(): readonly WrittenLine[] {
    return this.#turn ? this.#lines.lines : [];
  }

  get writtenSoFar(): readonly WrittenLine[] {
    return this.#turn ? this.#lines.soFar : [];
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
    this.#channel.close();
  }

  turn(turn: TurnMessage, isBlocking: boolean): Promise<readonly Report[]> {
    if (this.#death) return Promise.reject(this.#death);
    this.#turn = Promise.withResolvers();
    this.#isBlocking = isBlocking && this.#hasAnswered;
    if (this.#isBlocking) this.#channel.expect();
    sendTurn(this.#channel, turn);
    return this.#turn.promise;
  }

  block(): void {
    if (this.#isBlocking) this.#channel.block(PATIENCE_MS);
    this.#isBlocking = false;
  }

  release(): void {
    this.#release = {};
    this.#channel.send(null);
  }

  #answer(answer: LaneAnswer): void {
    if ("part" in answer) return this.#parts.add(answer.part);
    const turn = this.#turn;
    this.#turn = undefined;
    this.#hasAnswered = true;
    if ("reports" in answer) turn?.resolve(this.#parts.reports(answer));
    else turn?.reject(new InternalError(`A lane failed: ${answer.failure}`));
  }
}

function deathBy(error: unknown, inside: number): LaneDeath {
  const isFull = error instanceof globalThis.Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  const message = error instanceof globalThis.Error ? error.message : String(error);
  return new LaneDeath(
    isFull ? "its thread ran out of memory" : `its thread ended (${message})`,
    isFull ? "memory" : "exit",
    inside || undefined,
    { cause: error },
  );
}
