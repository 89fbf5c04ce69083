import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { SLOTS, type CallName, type Calls, type Reply, type Request } from "../bridge/python-calls.js";
import { CallError } from "./call-error.js";

/** Bytes that wait to be written in one piece. */
const MAX_PENDING = 1 << 20;

/** Calls after which there may be other names on the disk: they change them, or let others do so. */
const CHANGING: ReadonlySet<CallName> = new Set([
  "open", "makeFolder", "remove", "rename", "symlink", "sleep", "poll", "spawn", "wait", "accept",
] satisfies CallName[]); // prettier-ignore

/** Of `open`: makes a file that is not there. */
const CREATE = 64;

/** Real milliseconds after which it looks for a reply by itself. */
const LOOK_MS = 100;

interface Pending {
  readonly fd: number;
  readonly chunks: Uint8Array[];
  size: number;
}

/** Asks the lane of the interpreter, and waits for its answers: the thread stands still meanwhile. */
export class LaneLink {
  readonly #port: MessagePort;
  readonly #slots: Int32Array;
  #pending: Pending | undefined;
  /** Epoch milliseconds of virtual time. */
  now = 0;
  /** How often there may have come to be other names on the disk. */
  changes = 0;

  constructor(port: MessagePort, shared: SharedArrayBuffer) {
    this.#port = port;
    this.#slots = new Int32Array(shared);
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
    const signals = Atomics.load(this.#slots, SLOTS.signals);
    if (signals === 0) return 0;
    const first = 31 - Math.clz32(signals & -signals);
    Atomics.and(this.#slots, SLOTS.signals, ~(1 << first));
    return first;
  }

  #ask<Name extends CallName>(call: Name, ask: Calls[Name]["ask"]): Calls[Name]["answer"] {
    if (CHANGING.has(call) && !("flags" in ask && (ask.flags & CREATE) === 0)) this.changes++;
    this.#send({ call, ask } as Request);
    const reply = this.#reply();
    this.now = reply.now;
    if ("errno" in reply) throw new CallError(reply.errno);
    return reply.value as Calls[Name]["answer"];
  }

  /** Waits for it. */
  #reply(): Reply {
    for (;;) {
      const replies = Atomics.load(this.#slots, SLOTS.replies);
      const received: { readonly message: Reply } | undefined = receiveMessageOnPort(this.#port);
      if (received) return received.message;
      Atomics.wait(this.#slots, SLOTS.replies, replies, LOOK_MS);
    }
  }

  #send(request: Request): void {
    this.#port.postMessage(request);
  }
}
