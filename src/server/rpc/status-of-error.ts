import * as errors from "../../contract/errors.js";
import { RpcError, Status, type RpcStatus, type StatusName } from "./status.js";

/** What a failure of a world is to its clients; the first that fits. Source: the clients' own tables. */
const CODES: readonly (readonly [new (...args: never[]) => globalThis.Error, StatusName])[] = [
  [errors.NotFoundError, "NOT_FOUND"],
  [errors.AlreadyExistsError, "ALREADY_EXISTS"],
  [errors.PermissionDeniedError, "PERMISSION_DENIED"],
  [errors.AuthError, "UNAUTHENTICATED"],
  [errors.ConflictError, "FAILED_PRECONDITION"],
  [errors.QueueFullError, "RESOURCE_EXHAUSTED"],
  [errors.ResourceExhaustedError, "RESOURCE_EXHAUSTED"],
  [errors.LogsFetchError, "OUT_OF_RANGE"],
  [errors.RequestSizeError, "INVALID_ARGUMENT"],
  [errors.InvalidError, "INVALID_ARGUMENT"],
  [errors.OutputExpiredError, "NOT_FOUND"],
  [errors.TimeoutError, "DEADLINE_EXCEEDED"],
  [errors.ServiceError, "UNAVAILABLE"],
  [errors.ConnectionError, "UNAVAILABLE"],
  [errors.DataLossError, "DATA_LOSS"],
  [errors.UnimplementedError, "UNIMPLEMENTED"],
  [errors.SandboxTerminatedError, "FAILED_PRECONDITION"],
  [errors.SandboxFilesystemNotFoundError, "NOT_FOUND"],
  [errors.SandboxFilesystemPathAlreadyExistsError, "ALREADY_EXISTS"],
  [errors.SandboxFilesystemPermissionError, "PERMISSION_DENIED"],
  // no client tries these again
  [errors.ClientClosed, "FAILED_PRECONDITION"],
  [errors.DeadlockError, "FAILED_PRECONDITION"],
  [errors.ExecutionError, "FAILED_PRECONDITION"],
  [errors.SerializationError, "INVALID_ARGUMENT"],
  [errors.DeserializationError, "INVALID_ARGUMENT"],
  [errors.InternalError, "INTERNAL"],
  [errors.InternalFailure, "INTERNAL"],
  [errors.ModalError, "FAILED_PRECONDITION"],
  [TypeError, "INVALID_ARGUMENT"],
];

/** How a call ends that failed so. */
export function statusOf(error: unknown): RpcStatus {
  if (error instanceof RpcError) return { code: error.code, details: error.message, trailers: error.trailers };
  const [, name = "UNKNOWN"] = CODES.find(([kind]) => error instanceof kind) ?? [];
  return { code: Status[name], details: error instanceof globalThis.Error ? error.message : String(error) };
}
