import type net from "node:net";

/** What is said of a connection that is encrypted. */
const ENCRYPTED = {
  encrypted: true,
  authorized: true,
  authorizationError: null,
  alpnProtocol: false,
  getPeerCertificate: () => ({}),
  getProtocol: () => "TLSv1.3",
  getSession: () => undefined,
  isSessionReused: () => false,
} as const;

/** Lets a connection that needs no encryption look as if it had some. */
export function pretendTls(socket: net.Socket): net.Socket {
  socket.prependOnceListener("connect", () => process.nextTick(() => socket.emit("secureConnect")));
  return Object.assign(socket, ENCRYPTED);
}
