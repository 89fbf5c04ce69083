import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { Pulse } from "../routing/pulse.js";
import type { HangAnswer, HostWatcherTask, WatchReport, WatchRequest } from "./host-watch.js";
import { Handshake } from "./handshake.js";
import { HungThread } from "./hung-thread.js";
import type { LaneDeath } from "./lane.js";
import { Watchdog, type Watched } from "./watchdog.js";

const { threadId, key, buffer } = workerData as HostWatcherTask;
const handshake = new Handshake(buffer);

/** A lane of the watched thread, from the outside. */
class RemoteLane implements Watched {
  readonly pulse: Pulse;
  readonly #number: number;
  #task: { readonly number: number } = { number: 0 };
  #isAsking = false;
  isOver = false;

  constructor(number: number, pulse: SharedArrayBuffer) {
    this.#number = number;
    this.pulse = new Pulse(pulse);
  }

  get task(): object | undefined {
    const { task } = this.pulse;
    if (task <= 0) return undefined;
    if (task !== this.#task.number) this.#task = { number: task };
    return this.#task;
  }

  /** Its heap is the host's own. */
  heapMb(): Promise<number> {
    return Promise.resolve(0);
  }

  /** Asked for again with every look, until the thread moves. */
  end({ message }: LaneDeath): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.#endCode(message)
      .catch(() => undefined) // of a thread that has ended meanwhile
      .finally(() => {
        this.#isAsking = false;
      });
  }

  async #endCode(message: string): Promise<void> {
    using thread = await HungThread.reach(threadId);
    const question = `process[Symbol.for(${JSON.stringify(key)})]?.(${this.#number}, ${JSON.stringify(message)})`;
    const answer = thread.evaluate(question) as Promise<HangAnswer>;
    await Promise.race([answer, handshake.ready()]);
    const ended = handshake.send(() => thread.terminate());
    if (ended) {
      await ended;
      parentPort?.postMessage({ lane: this.#number, message } satisfies WatchReport);
      return;
    }
    const fatal = await answer;
    if (fatal === undefined) return;
    writeSync(2, fatal);
    process.kill(process.pid, "SIGKILL"); // to exit would wait for that thread
  }
}

const lanes = new Map<number, RemoteLane>();

parentPort?.on("message", (request: WatchRequest) => {
  const { lane: number } = request;
  if (request.pulse) {
    const lane = new RemoteLane(number, request.pulse);
    lanes.set(number, lane);
    const watchdog = new Watchdog({ watchdogMs: request.watchdogMs, heapLimitMb: Number.POSITIVE_INFINITY });
    watchdog.watch(lane);
  } else {
    const lane = lanes.get(number);
    if (lane) lane.isOver = true;
    lanes.delete(number);
  }
});
