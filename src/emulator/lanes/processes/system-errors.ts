import { ShellError } from "./open-file.js";

const TEXTS: Readonly<Record<string, string>> = {
  EACCES: "Permission denied",
  EAGAIN: "Resource temporarily unavailable",
  EBADF: "Bad file descriptor",
  EBUSY: "Device or resource busy",
  EEXIST: "File exists",
  EINVAL: "Invalid argument",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EMFILE: "Too many open files",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
  ENXIO: "No such device or address",
  EPERM: "Operation not permitted",
  EPIPE: "Broken pipe",
  EROFS: "Read-only file system",
  ESRCH: "No such process",
  EXDEV: "Invalid cross-device link",
};

/** Such as `ENOENT`; `undefined` if an error has none. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** What programs say of an error, such as `No such file or directory`. */
export function errorText(error: unknown): string {
  const text = TEXTS[errorCode(error) ?? ""];
  return text ?? (error instanceof Error ? error.message : String(error));
}

/** An error of the system, in the words of the system. */
export function shellError(code: string): ShellError {
  return new ShellError(code, TEXTS[code] ?? code);
}

/** An error of the disk, as programs are told it. */
export function asShellError(error: unknown): unknown {
  const code = errorCode(error);
  return code === undefined || error instanceof ShellError ? error : shellError(code);
}
