/** Codes of gRPC. */
export const Status = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type StatusName = keyof typeof Status;
export type StatusCode = (typeof Status)[StatusName];

/** How a call ended. */
export interface RpcStatus {
  readonly code: StatusCode;
  readonly details: string;
  /** What is sent after the answer; names that end in `-bin` have bytes. */
  readonly trailers?: Readonly<Record<string, string | Uint8Array>> | undefined;
}

/** Ends a call with a code other than OK. */
export class RpcError extends globalThis.Error {
  readonly code: StatusCode;
  readonly trailers: RpcStatus["trailers"];

  constructor(code: StatusName, details: string, trailers?: RpcStatus["trailers"]) {
    super(details);
    this.code = Status[code];
    this.trailers = trailers;
  }
}
