/**
 * The closed set of error classes. Names are Modal's own (docs/modal/errors.md#modals-errors); each line
 * says what the class means.
 * @module
 */

/** Base of every error this package raises. Also exported as `Error`, as in `modal.Error`. */
export class ModalError extends globalThis.Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperty(this, "name", { value: new.target.name, configurable: true, writable: true });
  }
}

/** A creation conflicts with an existing name. */
export class AlreadyExistsError extends ModalError {}
/** No credentials, or bad ones. */
export class AuthError extends ModalError {}
/** Use of something after it was closed. */
export class ClientClosed extends ModalError {}
/** {@link ClientClosed} under the name it has in Modal's JavaScript SDK. */
export { ClientClosed as ClientClosedError };
/** The service cannot be reached; raised for real requests while a world is offline. */
export class ConnectionError extends ModalError {}
/** Stored data was lost. */
export class DataLossError extends ModalError {}
/** A value that arrived cannot be decoded. */
export class DeserializationError extends ModalError {}
/** Something was used in a state that does not allow it, such as a function whose app is not running. */
export class ExecutionError extends ModalError {}
/** The old Sandbox file API failed. */
export class FilesystemExecutionError extends ModalError {}
/** The backend reported an internal error. */
export class InternalError extends ModalError {}
/** An input was lost by the infrastructure after its free retries ran out. */
export class InternalFailure extends ModalError {}
/** A bad argument or an illegal use. */
export class InvalidError extends ModalError {}
/** The state of an object forbids the operation. */
export class ConflictError extends InvalidError {}
/** Too many log entries were asked for. */
export class LogsFetchError extends ModalError {}
/** The object does not exist. */
export class NotFoundError extends ModalError {}
/** The caller may not do this. */
export class PermissionDeniedError extends ModalError {}
/** A remote failure that is known by its text only; also the outcome of a cancelled call. */
export class RemoteError extends ModalError {}
/** Building an image failed. */
export class ImageBuildError extends RemoteError {
  /** Of the layer that could not be built, `im-…`: `Image.fromId(imageId).logs` has what its build has written. */
  readonly imageId: string | undefined;

  constructor(message?: string, { imageId, ...options }: ErrorOptions & { imageId?: string } = {}) {
    super(message, options);
    this.imageId = imageId;
  }
}
/** A Dict or Queue payload is too large. */
export class RequestSizeError extends ModalError {}
/** A quota or a rate limit is exhausted. */
export class ResourceExhaustedError extends ModalError {}
/** A Sandbox file operation failed. */
export class SandboxFilesystemError extends ModalError {}
/** There is no such file in the Sandbox. */
export class SandboxFilesystemNotFoundError extends SandboxFilesystemError {}
/** A directory stands where a file is needed. */
export class SandboxFilesystemIsADirectoryError extends SandboxFilesystemError {}
/** A file stands where a directory is needed. */
export class SandboxFilesystemNotADirectoryError extends SandboxFilesystemError {}
/** The Sandbox may not do this with the file. */
export class SandboxFilesystemPermissionError extends SandboxFilesystemError {}
/** The file is too large to be read or written in one piece. */
export class SandboxFilesystemFileTooLargeError extends SandboxFilesystemError {}
/** Something of that path exists already. */
export class SandboxFilesystemPathAlreadyExistsError extends SandboxFilesystemError {}
/** The directory still holds something. */
export class SandboxFilesystemDirectoryNotEmptyError extends SandboxFilesystemError {}
/** `wait()` on a Sandbox that was terminated. */
export class SandboxTerminatedError extends ModalError {}
/** A value cannot cross between caller and container; the message names its path. */
export class SerializationError extends ModalError {}
/** The transport failed. */
export class ServiceError extends ModalError {}
/** Making a snapshot failed. */
export class SnapshotCreationError extends ModalError {}
/** An operation such as `FunctionCall.get` waited too long. */
export class TimeoutError extends ModalError {}
/** `exec` in a Sandbox ran too long. */
export class ExecTimeoutError extends TimeoutError {}
/** A function ran longer than its `timeoutMs`. */
export class FunctionTimeoutError extends TimeoutError {}
/** A Sandbox outlived its time limit. */
export class SandboxTimeoutError extends TimeoutError {}
/** An interactive session did not come about in time. */
export class InteractiveTimeoutError extends TimeoutError {}
/** Uploading a mount took too long. */
export class MountUploadTimeoutError extends TimeoutError {}
/** Uploading to a volume took too long. */
export class VolumeUploadTimeoutError extends TimeoutError {}
/** A result was dropped after its retention period. */
export class OutputExpiredError extends TimeoutError {}
/** Modal has this, the emulator does not (yet); the message says what to do instead. */
export class UnimplementedError extends ModalError {}
/** Client and backend versions do not fit. */
export class VersionError extends ModalError {}
/** A workspace setting could not be changed. */
export class WorkspaceManagementError extends ModalError {}
/** A blocking `Queue.get` found nothing before its time-out. */
export class QueueEmptyError extends ModalError {}
/** A `Queue.put` found its partition full. */
export class QueueFullError extends ModalError {}
/** Emulator only: a host call waits and nothing can make progress; the message says what waits for what. */
export class DeadlockError extends ModalError {}
/** Emulator only: `explore` found a failing seed or fault plan. */
export class ExplorationError extends ModalError {
  /** The seed of the world that fails. */
  readonly seed: number | undefined;
  /** What `explore.replay` takes. */
  readonly replay: string | undefined;

  constructor(message?: string, { seed, replay, ...options }: ErrorOptions & { seed?: number; replay?: string } = {}) {
    super(message, options);
    this.seed = seed;
    this.replay = replay;
  }
}

/** Base of what stands outside of Modal's hierarchy: a handler for `ModalError` lets these pass. */
class OutsideError extends globalThis.Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperty(this, "name", { value: new.target.name, configurable: true, writable: true });
  }
}

/**
 * A name or option that Modal removed. In Python a class of warnings, raised as an error, and so not a `ModalError`.
 */
export class DeprecationError extends OutsideError {}
/** A warning of Modal's service. */
export class ServerWarning extends OutsideError {}
/** A blocking call where an asynchronous one belongs; nothing here blocks. */
export class AsyncUsageWarning extends OutsideError {}
/** A module that cannot be mounted. */
export class ModuleNotMountable extends OutsideError {}
/** What maps once put around the errors of users; no map does any more. */
export class UserCodeException extends OutsideError {}
/** Raised inside a container at what a cancelled input awaits. */
export class InputCancellation extends OutsideError {}
