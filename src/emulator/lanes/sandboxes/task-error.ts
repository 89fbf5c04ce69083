import { type WireError, wireError } from "../../../contract/wire.js";

/** What an error of `node:fs` is called where files of sandboxes are asked for. */
const CLASSES: Readonly<Record<string, string>> = {
  ENOENT: "SandboxFilesystemNotFoundError",
  EISDIR: "SandboxFilesystemIsADirectoryError",
  ENOTDIR: "SandboxFilesystemNotADirectoryError",
  EACCES: "SandboxFilesystemPermissionError",
  EPERM: "SandboxFilesystemPermissionError",
  EROFS: "SandboxFilesystemPermissionError",
  EBUSY: "SandboxFilesystemPermissionError",
  EEXIST: "SandboxFilesystemPathAlreadyExistsError",
  ENOTEMPTY: "SandboxFilesystemDirectoryNotEmptyError",
  EFBIG: "SandboxFilesystemFileTooLargeError",
};

/** An error of a task, as whoever has asked for it gets it. */
export function errorToWire(error: unknown): WireError {
  const { code = "", message } = Object(error) as { code?: string; message?: string };
  return wireError(CLASSES[code] ?? "SandboxFilesystemError", message ?? String(error));
}

/** An error as `node:fs` would tell it. */
export function fileError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
