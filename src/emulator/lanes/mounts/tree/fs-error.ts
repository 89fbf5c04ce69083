import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";

/** The codes that mounts answer with. */
export type FsErrorCode =
  | "EACCES"
  | "EBADF"
  | "EBUSY"
  | "EEXIST"
  | "EINVAL"
  | "EISDIR"
  | "ELOOP"
  | "ENOENT"
  | "ENOSPC"
  | "ENOTDIR"
  | "ENOTEMPTY"
  | "EPERM"
  | "EROFS"
  | "EXDEV";

/** An error as Node makes it of a failed system call. */
export function fsError(code: FsErrorCode, syscall: string, path?: string, dest?: string): NodeJS.ErrnoException {
  const errno = -constants.errno[code];
  const what = getSystemErrorMap().get(errno)?.[1] ?? code;
  const where = `${path === undefined ? "" : ` '${path}'`}${dest === undefined ? "" : ` -> '${dest}'`}`;
  const error = new Error(`${code}: ${what}, ${syscall}${where}`);
  return Object.assign(error, {
    errno,
    code,
    syscall,
    ...(path !== undefined && { path }),
    ...(dest !== undefined && { dest }),
  });
}

/** An error as Node makes it of arguments that make no sense. */
export function argumentError(
  code: "ERR_INVALID_ARG_TYPE" | "ERR_INVALID_ARG_VALUE" | "ERR_OUT_OF_RANGE",
  message: string,
): NodeJS.ErrnoException {
  const error = code === "ERR_OUT_OF_RANGE" ? new RangeError(message) : new TypeError(message);
  return Object.assign(error, { code });
}
