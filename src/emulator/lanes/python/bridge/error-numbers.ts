/** Errors of the system by their numbers in WebAssembly. */
const NUMBERS: Readonly<Record<string, number>> = {
  E2BIG: 1, EACCES: 2, EADDRINUSE: 3, EADDRNOTAVAIL: 4, EAFNOSUPPORT: 5, EAGAIN: 6, EBADF: 8, EBUSY: 10, ECHILD: 12, ECONNREFUSED: 14, ECONNRESET: 15, EEXIST: 20,
  EHOSTUNREACH: 23, EINTR: 27, EINVAL: 28, EIO: 29, EISDIR: 31, ELOOP: 32, EMFILE: 33, ENAMETOOLONG: 37, ENETUNREACH: 40, ENOENT: 44, ENOMEM: 48,
  ENOSPC: 51, ENOSYS: 52, ENOTCONN: 53, ENOTDIR: 54, ENOTEMPTY: 55, ENOTSUP: 138, ENOTTY: 59, ENXIO: 60, EPERM: 63, EPIPE: 64,
  EROFS: 69, ESPIPE: 70, ESRCH: 71, ETIMEDOUT: 73, EXDEV: 75,
}; // prettier-ignore

/** What an interpreter is told of an error by its name; unknown ones are EIO. */
export function errorNumber(code: string): number {
  return NUMBERS[code] ?? 29;
}
