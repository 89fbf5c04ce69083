import type { CallTable } from "./call-table.js";

/** Calls of sockets. */
const NAMES: readonly string[] = [
  "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "recvfrom", "recvmsg", "sendmsg",
  "sendto", "socket",
]; // prettier-ignore

const NOT_SUPPORTED = 58;
/** Of `getaddrinfo`: "name or service not known". */
const NO_NAME = -2;

/** There are no sockets; what comes with emscripten would reach out of the sandbox. */
export function socketCalls(): CallTable {
  return {
    ...Object.fromEntries(NAMES.map((name) => [`__syscall_${name}`, () => -NOT_SUPPORTED] as const)),
    getaddrinfo: () => NO_NAME,
    getnameinfo: () => NO_NAME,
    getprotobyname: () => 0,
    _emscripten_lookup_name: () => 0,
  };
}
