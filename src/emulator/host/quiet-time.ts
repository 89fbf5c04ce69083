import { realClearTimeout, realSetTimeout } from "../time/real-time.js";
import type { ClientConnection } from "./client-connection.js";

/** Real milliseconds: what a client needs to ask for the next thing, also on a busy machine. */
const QUIET_MS = 20;

/**
 * Lets virtual time pass for clients of other processes only once nothing was asked or answered for a moment: what they
 * ask for next may be on its way.
 */
export class QuietTime {
  readonly #connection: ClientConnection;
  #end: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: ClientConnection) {
    this.#connection = connection;
  }

  /** A call has come. @returns to be called when it is over, any number of times */
  begin(): () => void {
    this.#touch();
    return () => this.#touch();
  }

  close(): void {
    realClearTimeout(this.#timer);
    this.#end?.();
    this.#end = undefined;
  }

  #touch(): void {
    if (this.#end) return void this.#timer?.refresh();
    this.#end = this.#connection.begin();
    this.#timer = realSetTimeout(() => this.close(), QUIET_MS).unref();
  }
}
