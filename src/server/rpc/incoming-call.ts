import type { RpcStatus } from "./status.js";

/** A call as it comes in, whatever carries it. */
export interface IncomingCall {
  /** Such as `/modal.client.ModalClient/AppList`. */
  readonly path: string;
  /** Where the client has dialed: `host`, or `host:port`. */
  readonly authority: string;
  /** A header, by its name in lower case. */
  header(name: string): string | undefined;
  /** What the client sends: one message, or any number. */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Aborts when the client does not want the answer any more. */
  readonly signal: AbortSignal;
  /** Sends a message. Resolves when the client wants another one. */
  send(message: Uint8Array): Promise<void>;
  /** The call is over; nothing is sent after it. */
  end(status: RpcStatus): void;
}
