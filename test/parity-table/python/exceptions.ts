import { expect } from "vitest";
import * as modal from "modal-emulator";
import { type Area, type Row, works } from "../row.ts";

/** Python's `class Name(Base)`. */
const CLASSES = `
  AlreadyExistsError(Error) AuthError(Error) InternalError(Error) InvalidError(Error) ConflictError(InvalidError) DataLossError(Error)
  NotFoundError(Error) PermissionDeniedError(Error) ResourceExhaustedError(Error) ServiceError(Error) UnimplementedError(Error)
  RemoteError(Error) WorkspaceManagementError(Error) TimeoutError(Error) SandboxTimeoutError(TimeoutError) SnapshotCreationError(Error)
  ExecTimeoutError(TimeoutError) SandboxTerminatedError(Error) FunctionTimeoutError(TimeoutError) MountUploadTimeoutError(TimeoutError)
  VolumeUploadTimeoutError(TimeoutError) LogsFetchError(Error) InteractiveTimeoutError(TimeoutError) OutputExpiredError(TimeoutError)
  ConnectionError(Error) VersionError(Error) ExecutionError(Error) DeserializationError(Error) SerializationError(Error)
  RequestSizeError(Error) InternalFailure(Error) ClientClosed(Error) FilesystemExecutionError(Error) SandboxFilesystemError(Error)
  SandboxFilesystemNotFoundError(SandboxFilesystemError) SandboxFilesystemDirectoryNotEmptyError(SandboxFilesystemError)
  SandboxFilesystemIsADirectoryError(SandboxFilesystemError) SandboxFilesystemNotADirectoryError(SandboxFilesystemError)
  SandboxFilesystemPermissionError(SandboxFilesystemError) SandboxFilesystemFileTooLargeError(SandboxFilesystemError)
  SandboxFilesystemPathAlreadyExistsError(SandboxFilesystemError) ImageBuildError(RemoteError)
  DeprecationError(UserWarning) ServerWarning(UserWarning) AsyncUsageWarning(UserWarning)
  InputCancellation(BaseException) ModuleNotMountable(Exception)
`;

const exported: Readonly<Record<string, unknown>> = { ...modal };
type Made = abstract new () => object;

/** Those whose base Modal does not have are none of its errors, as in Python. */
function row(name: string, base: string): Row {
  const show = () => {
    const own = exported[name] as Made;
    const above = exported[base] as Made | undefined;
    expect(own.prototype).toBeInstanceOf(above ?? Error);
    expect(own.prototype instanceof modal.ModalError).toBe(above !== undefined);
    expect(own.name).toBe(name);
  };
  return works(`modal.exception.${name}(${base})`, name, show, above(base));
}

function above(base: string): string {
  return base in exported ? "" : "not a `ModalError`, as on Modal";
}

export const exceptions: Area = {
  title: "Exceptions",
  intro:
    "[guide](errors.md). `KeyError`, `ValueError` and `AttributeError` of Python are `NotFoundError`, `InvalidError` and `TypeError`. Exceptions of the user's own classes cross as such if `app.errorClass` registers them; others are a `RemoteError`, or the built-in or Modal's class that they extend. Only here: `QueueEmptyError`, `QueueFullError`, `DeadlockError`, `ExplorationError`.",
  rows: [
    works("modal.exception.Error(Exception)", "Error, ModalError", () => {
      expect(modal.Error).toBe(modal.ModalError);
      expect(new modal.Error("message")).toBeInstanceOf(Error);
    }),
    ...Array.from(CLASSES.matchAll(/(\w+)\((\w+)\)/g), ([, name = "", base = ""]) => row(name, base)),
    works("modal.exception.UserCodeException", "UserCodeException", () => {
      expect(modal.UserCodeException.prototype).toBeInstanceOf(Error);
    }),
    works(
      "extra here: QueueEmptyError, QueueFullError, DeadlockError, ExplorationError, UserCodeException, ModalError",
      "",
      () => {
        for (const own of [modal.QueueEmptyError, modal.QueueFullError, modal.DeadlockError, modal.ExplorationError])
          expect(own.prototype).toBeInstanceOf(modal.ModalError);
      },
    ),
  ],
};
