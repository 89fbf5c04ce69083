import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { SLOTS, type CallName, type Calls, type Reply, type Request } from "../bridge/python-calls.js";
import { CallError } from "./call-error.js";

/** Bytes that wait to be written in one piece. */
const MAX_PENDING = 1 << 20;

interface Pending {
  readonly fd: number;
  readonly chunks: Uint8Array[];
  size: number;
}

/** Asks the lane of the interpreter, and waits for its answers: the thread stands still meanwhile. */
export class LaneLink {
  readonly #port: MessagePort;
  readonly #slots: Int32Array;
  #replies: number;
  #pending: Pending | undefined;
  /** Epoch milliseconds of virtual time. */
  now = 0;

  constructor(port: MessagePort, shared: SharedArrayBuffer) {
    this.#port = port;
    this.#slots = new Int32Array(shared);
    this.#replies = Atomics.load(this.#slots, SLOTS.replies);
  }

  /** @throws CallError */
  ask<Name extends CallName>(call: Name, ask: Calls[Name]["ask"]): Calls[Name]["answer"] {
    this.flush();
    return this.#ask(call, ask);
  }

  /** Writes to a file of the disk, some time before anything else is asked. @throws CallError of an earlier one */
  writeSoon(fd: number, data: Uint8Array): void {
    if (this.#pending && this.#pending.fd !== fd) this.flush();
    const pending = (this.#pending ??= { fd, chunks: [], size: 0 });
    pending.chunks.push(data);
    pending.size += data.length;
    if (pending.size >= MAX_PENDING) this.flush();
  }

  flush(): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    const data = new Uint8Array(pending.size);
    let at = 0;
    for (const chunk of pending.chunks) {
      data.set(chunk, at);
      at += chunk.length;
    }
    this.#ask("write", { fd: pending.fd, data });
  }

  end(code: number, crash?: string): void {
    try {
      this.flush();
    } catch {
      // nobody hears of it any more
    }
    this.#send({ call: "end", code, ...(crash !== undefined && { crash }) });
  }

  /** @returns 0 for none */
  takeSignal(): number {
    return Atomics.exchange(this.#slots, SLOTS.signal, 0);
  }

  #ask<Name extends CallName>(call: Name, ask: Calls[Name]["ask"]): Calls[Name]["answer"] {
    this.#send({ call, ask } as Request);
    Atomics.wait(this.#slots, SLOTS.replies, this.#replies);
    this.#replies++;
    const reply = (receiveMessageOnPort(this.#port) as { message: Reply }).message;
    this.now = reply.now;
    if ("errno" in reply) throw new CallError(reply.errno);
    return reply.value as Calls[Name]["answer"];
  }

  #send(request: Request): void {
    this.#port.postMessage(request);
  }
}
