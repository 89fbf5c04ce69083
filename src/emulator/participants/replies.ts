import { pointingAtCaller } from "../../api/codec/own-frames.js";
import { decodeValue } from "../../api/session/values.js";
import type { Reply } from "../kernel/protocol.js";

interface Waiting {
  readonly inputId: string | undefined;
  readonly resolve: (value: never) => void;
  /** @param made makes the error, in sight of the code that waits: its stack points there */
  readonly reject: (made: () => unknown) => void;
}

/** Commands that a participant of the rounds has sent, and that wait for the kernel's reply. */
export class Replies {
  #waiting: Map<number, Waiting> | undefined;
  #next = 1;

  /** @param send sends the command under its number */
  expect<T>(inputId: string | undefined, send: (request: number) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const request = this.#next++;
      (this.#waiting ??= new Map()).set(request, { inputId, resolve, reject });
      send(request);
    }).catch((made: () => unknown) => {
      throw made();
    });
  }

  settle(request: number, reply: Reply): void {
    const waiting = this.#waiting?.get(request);
    this.#waiting?.delete(request);
    if (reply.ok) waiting?.resolve(reply.value as never);
    else waiting?.reject(() => decodeValue(reply.error));
  }

  /** Rejects what waits, all of it or that of one input. */
  reject(error: () => globalThis.Error, inputId?: string): void {
    for (const [request, waiting] of this.#waiting ?? []) {
      if (inputId !== undefined && waiting.inputId !== inputId) continue;
      this.#waiting?.delete(request);
      waiting.reject(() => pointingAtCaller(error()));
    }
  }

  /** Lets what waits wait for ever. */
  forget(): void {
    this.#waiting = undefined;
  }
}
