import { constants } from "node:os";

/** An error as Node makes it in functions that are more than one system call. */
export function systemError(
  code: string,
  what: string,
  syscall: string,
  reason: "EISDIR" | "EEXIST",
  text: string,
  path: string,
): Error {
  const error = new Error(`${what}: ${syscall} returned ${reason} (${text}) ${path}`);
  const errno = constants.errno[reason];
  Object.defineProperty(error, "name", { value: "SystemError", configurable: true, writable: true });
  return Object.assign(error, {
    code,
    info: { code: reason, message: text, path, syscall, errno },
    errno,
    syscall,
    path,
  });
}
