import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { textOf } from "./text-of.js";

/** States of a receiver, in memory that both ends see. */
const AWAY = 0; // at its event loop: only the port reaches it
const BLOCKED = 1; // its thread is blocked until something comes, or its patience ends
const WRITING = 2; // the other end is about to leave it something
const TEXT = 3; // a text lies in the box
const POSTED = 4; // a message waits at the port

const STATE = 0;
const LENGTH = 1;
const HEADER_BYTES = 8;
const BOX_BYTES = 32_768;
/** Of one UTF-16 unit. */
const MAX_UTF8_BYTES = 3;

/** One direction of a channel: what its receiver does, and a place for a text. */
class Box {
  readonly #words: Int32Array;
  readonly #bytes: Buffer;

  constructor(memory: SharedArrayBuffer, direction: 0 | 1) {
    const offset = direction * (HEADER_BYTES + BOX_BYTES);
    this.#words = new Int32Array(memory, offset, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#bytes = Buffer.from(memory, offset + HEADER_BYTES, BOX_BYTES);
  }

  get state(): number {
    return Atomics.load(this.#words, STATE);
  }

  set state(state: number) {
    Atomics.store(this.#words, STATE, state);
  }

  get text(): string {
    return this.#bytes.toString("utf8", 0, this.#words[LENGTH]);
  }

  /** @returns whether the text fits */
  put(text: string | undefined): boolean {
    if (text === undefined || text.length > BOX_BYTES / MAX_UTF8_BYTES) return false;
    this.#words[LENGTH] = this.#bytes.write(text);
    return true;
  }

  /** @returns whether the state was `from`, and is `to` now */
  move(from: number, to: number): boolean {
    return Atomics.compareExchange(this.#words, STATE, from, to) === from;
  }

  /** Lets the receiver go on. */
  tell(state: number): void {
    this.state = state;
    Atomics.notify(this.#words, STATE);
  }

  /** Holds the thread as long as the state is `state`. */
  wait(state: number, ms?: number): void {
    Atomics.wait(this.#words, STATE, state, ms);
  }
}

/**
 * One end of what the host and a lane say to each other. A message goes through a port, which wakes the other end's
 * event loop; but that costs more than a short turn. So an end that expects something soon blocks its thread for a
 * moment, and is handed plain data as a text in memory that both see.
 */
export class Channel<In, Out> {
  readonly #port: MessagePort;
  readonly #inbox: Box;
  readonly #outbox: Box;
  readonly #receive: (message: In) => void;
  readonly #fail: (error: unknown) => void;

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(2 * (HEADER_BYTES + BOX_BYTES));
  }

  /** @param fail hears of a message that cannot be read */
  constructor(
    port: MessagePort,
    memory: SharedArrayBuffer,
    end: "host" | "lane",
    receive: (message: In) => void,
    fail: (error: unknown) => void,
  ) {
    this.#port = port;
    this.#inbox = new Box(memory, end === "host" ? 0 : 1);
    this.#outbox = new Box(memory, end === "host" ? 1 : 0);
    this.#receive = receive;
    this.#fail = fail;
    port.on("message", receive);
    port.on("messageerror", fail);
  }

  /**
   * @param bytes parts of the message that are handed over instead of being copied
   * @throws if the message cannot be copied, such as for its size: nothing of it has gone then
   */
  send(message: Out, bytes: ArrayBuffer[] = []): void {
    if (this.#outbox.move(BLOCKED, WRITING)) {
      let state = POSTED; // if it cannot be sent, the other end goes on, and finds nothing
      try {
        if (bytes.length === 0 && this.#outbox.put(textOf(message))) state = TEXT;
        else this.#port.postMessage(message, bytes);
      } finally {
        this.#outbox.tell(state);
      }
      return;
    }
    this.#port.postMessage(message, bytes);
    if (this.#outbox.move(BLOCKED, POSTED)) this.#outbox.tell(POSTED); // it was blocked meanwhile
  }

  /** What comes from now on may be left in the box: {@link block} has to follow. */
  expect(): void {
    this.#inbox.state = BLOCKED;
  }

  /** Blocks the thread until something has come and was received, `ms` at most. */
  block(ms: number): void {
    let receive = this.#takePosted();
    if (!receive) this.#inbox.wait(BLOCKED, ms);
    if (!this.#inbox.move(BLOCKED, AWAY)) {
      this.#inbox.wait(WRITING);
      receive ??= this.#inbox.state === TEXT ? this.#takeText() : this.#takePosted();
      this.#inbox.state = AWAY;
    }
    receive?.();
  }

  close(): void {
    this.#port.close();
  }

  #takeText(): () => void {
    const { text } = this.#inbox;
    return () => this.#receive(JSON.parse(text) as In);
  }

  #takePosted(): (() => void) | undefined {
    try {
      const posted = receiveMessageOnPort(this.#port);
      return posted && (() => this.#receive(posted.message));
    } catch (error) {
      return () => this.#fail(error);
    }
  }
}
