/** Codes of gRPC that a call can end with, by their names. */
export const RPC_CODES = [
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;
export type RpcCode = (typeof RPC_CODES)[number];

/** What goes wrong with a call of one of Modal's own clients. */
export interface RpcTrouble {
  readonly code: RpcCode;
  readonly message: string;
  /** The server asks the client to try again after so many milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The connection is cut after so many messages of the answer. */
  readonly afterMessages?: number | undefined;
  /** What is asked for is done; the answer does not come. */
  readonly losesAnswer?: boolean | undefined;
}

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/** The commands of what stands for Modal's servers, a part of `Commands`. */
export interface ClientCommands {
  /**
   * A call of a client has come in. Answered at once, unless a fault says otherwise.
   * @param method such as `FunctionMap`
   * @param attempt from 1: how often the client has tried
   */
  readonly "client.call": Entry<{ method: string; attempt: number }, RpcTrouble | null>;
}
