import { realNow } from "../../time/real-time.js";

const IDLE = 0;
const READY = 1;
const SENDING = 2;
const SENT = 3;

/** Real milliseconds that the thread which hangs waits for its watcher. */
const PATIENCE_MS = 1000;

/** Real milliseconds that a message takes at most which has to go through the main thread. */
const DETOUR_MS = 100;

/**
 * Two threads agree that one of them is stopped where it is: it stays there until the message is on its way that does
 * so, which would end something else otherwise.
 */
export class Handshake {
  readonly buffer: SharedArrayBuffer;
  readonly #state: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#state = new Int32Array(buffer);
  }

  /**
   * The thread that hangs is ready to be stopped, and waits. It looks again and again instead of sleeping: it may hang
   * in an `Atomics.wait` of its own, and V8 keeps one for each thread, so that a second within it would never end.
   * @param isDirect whether the message comes straight to it
   * @returns whether it is going to be
   */
  stay(isDirect: boolean): boolean {
    Atomics.store(this.#state, 0, READY);
    Atomics.notify(this.#state, 0);
    this.#lookWhile(READY, PATIENCE_MS);
    if (Atomics.compareExchange(this.#state, 0, READY, IDLE) === READY) return false;
    this.#lookWhile(SENDING, Number.POSITIVE_INFINITY);
    if (!isDirect) this.#lookWhile(SENT, DETOUR_MS);
    Atomics.store(this.#state, 0, IDLE);
    return true;
  }

  #lookWhile(state: number, ms: number): void {
    const end = realNow() + ms;
    while (Atomics.load(this.#state, 0) === state && realNow() < end);
  }

  /** The watcher waits until the other is ready. */
  async ready(): Promise<void> {
    await Atomics.waitAsync(this.#state, 0, IDLE).value;
  }

  /** The watcher sends the message, if the other still waits. @returns what came of that */
  send<T>(message: () => T): T | undefined {
    if (Atomics.compareExchange(this.#state, 0, READY, SENDING) !== READY) return undefined;
    const sent = message();
    Atomics.store(this.#state, 0, SENT);
    Atomics.notify(this.#state, 0);
    return sent;
  }
}
