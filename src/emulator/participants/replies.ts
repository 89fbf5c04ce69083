import { pointingAtCaller } from "../../api/codec/own-frames.js";
import { decodeValue } from "../../api/session/values.js";
import type { Reply } from "../kernel/protocol.js";

interface Waiting {
  readonly sender: object | undefined;
  readonly resolve: (value: never) => void;
  /** @param made makes the error, in sight of the code that waits: its stack points there */
  readonly reject: (made: () => unknown) => void;
}

/** Commands that a participant of the rounds has sent, and that wait for the kernel's reply. */
export class Replies {
  #waiting: Map<number, Waiting> | undefined;
  #next = 1;

  /**
   * @param sender on whose behalf, if that is not the participant as a whole
   * @param send sends the command under its number
   */
  expect<T>(sender: object | undefined, send: (request: number) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const request = this.#next++;
      (this.#waiting ??= new Map()).set(request, { sender, resolve, reject });
      send(request);
    }).catch((made: () => unknown) => {
      throw made();
    });
  }

  /** @returns on whose behalf somebody waited for it */
  settle(request: number, reply: Reply): object | undefined {
    const waiting = this.#waiting?.get(request);
    this.#waiting?.delete(request);
    if (reply.ok) waiting?.resolve(reply.value as never);
    else waiting?.reject(() => decodeValue(reply.error));
    return waiting?.sender;
  }

  /** Rejects what waits, all of it or that of one sender. @returns whether there was anything */
  reject(error: () => globalThis.Error, sender?: object): boolean {
    let isAny = false;
    for (const [request, waiting] of this.#waiting ?? []) {
      if (sender !== undefined && waiting.sender !== sender) continue;
      this.#waiting?.delete(request);
      waiting.reject(() => pointingAtCaller(error()));
      isAny = true;
    }
    return isAny;
  }

  /** Lets what waits wait for ever. */
  forget(): void {
    this.#waiting = undefined;
  }
}
