import { expect } from "vitest";
import * as sdk from "modal";
import * as own from "modal-emulator";
import { type Area, type Row, works } from "../row.ts";

const exported: Readonly<Record<string, unknown>> = { ...own };

function error(name: string, here = name, note?: string): Row {
  const show = (): void => {
    const [own, theirs] = [exported[name], Reflect.get(sdk, name)] as (new (message: string) => Error)[];
    if (!own || !theirs) throw new Error(`There is no ${name}.`);
    const error = new own("what went wrong");
    expect([error.name, error.message]).toEqual([here, "what went wrong"]);
    expect(error).toBeInstanceOf(Error);
    expect(new theirs("")).toBeInstanceOf(Error);
  };
  return works(name, here, show, note);
}

export const errors: Area = {
  title: "Errors",
  intro:
    "Those of `modal-emulator`, for its handles. They extend `ModalError`; those of the package `modal`, which its own client throws, extend `Error`. What a function threw comes out of a handle with its own class, where the package has a `RemoteError`.",
  rows: [
    error("AlreadyExistsError"),
    error("ClientClosedError", "ClientClosed", "the class `ClientClosed` of Python, under both names"),
    ...[
      "ConflictError",
      "ExecutionError",
      "FunctionTimeoutError",
      "InternalFailure",
      "InvalidError",
      "NotFoundError",
      "QueueEmptyError",
      "QueueFullError",
      "RemoteError",
      "ResourceExhaustedError",
      "SandboxFilesystemError",
      "SandboxFilesystemDirectoryNotEmptyError",
      "SandboxFilesystemFileTooLargeError",
      "SandboxFilesystemIsADirectoryError",
      "SandboxFilesystemNotADirectoryError",
      "SandboxFilesystemNotFoundError",
      "SandboxFilesystemPathAlreadyExistsError",
      "SandboxFilesystemPermissionError",
      "SandboxTimeoutError",
      "SnapshotCreationError",
      "TimeoutError",
    ].map((name) => error(name)),
  ],
};
