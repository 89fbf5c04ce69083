import net from "node:net";
import type { OwnPort, OwnPorts } from "./own-ports.js";
import { SocketEnd, type EndAddress } from "./socket-end.js";

/** A server, and where it is reached. */
export type ServerAddress = Pick<OwnPort, "server" | "address" | "port">;

/** What Node keeps of a server's connections. */
interface Counting {
  _connections: number;
  readonly allowHalfOpen?: boolean;
  readonly highWaterMark?: number;
  readonly pauseOnConnect?: boolean;
}

/** What a server hangs onto a connection that it has taken. */
interface Taken {
  server: net.Server;
  _server: net.Server;
}

/** Connects a socket to a port of its container, in the next tick, as Node does. */
export function connectOwn(socket: net.Socket, ports: OwnPorts, port: OwnPort): void {
  if (socket.destroyed) (socket as unknown as { _undestroy(): void })._undestroy();
  const far = farEnd(socket, port, ports.nextClient());
  const state: { connecting: boolean } = socket;
  state.connecting = true;
  process.nextTick(() => {
    if (socket.destroyed) return;
    if (!ports.has(port)) return void socket.destroy(refused(port));
    if (!accept(port, far)) return void socket.destroy();
    connected(socket);
  });
}

function connected(socket: net.Socket): void {
  const state: { connecting: boolean } = socket;
  state.connecting = false;
  socket.emit("connect");
  socket.emit("ready");
}

/**
 * Connects a socket to a server of the emulator's, as soon as there is one.
 * @param client the port that it comes from
 * @param extra what the server's end says of itself
 */
export function connectSoon(
  socket: net.Socket,
  found: Promise<ServerAddress>,
  client: number,
  extra: object = {},
): void {
  const state: { connecting: boolean } = socket;
  state.connecting = true;
  const connect = (to: ServerAddress): void => {
    if (socket.destroyed) return;
    const far = farEnd(socket, to, client);
    Object.assign(far, extra);
    accept(to, far);
    connected(socket);
  };
  void found.then(connect, (error: unknown) => void socket.destroy(error as Error));
}

/**
 * A connection to a server, made at once.
 * @param client the port that it comes from
 * @param extra what the server's end says of itself
 */
export function connectionTo(to: ServerAddress, client: number, extra: object = {}): net.Socket {
  const near = new net.Socket();
  const far = farEnd(near, to, client);
  Object.assign(far, extra);
  accept(to, far);
  return near;
}

function farEnd(near: net.Socket, { server, address, port }: ServerAddress, client: number): net.Socket {
  const { allowHalfOpen, highWaterMark } = server as unknown as Counting;
  const far = new net.Socket({
    allowHalfOpen,
    highWaterMark,
    readable: true,
    writable: true,
  } as net.SocketConstructorOpts);
  const isV6 = address === "::1";
  const at = (end: number): EndAddress => ({
    address: isV6 ? "::1" : "127.0.0.1",
    family: isV6 ? "IPv6" : "IPv4",
    port: end,
  });
  SocketEnd.join(near, at(client), far, at(port));
  return far;
}

/** @returns false if the server has as many connections as it takes */
function accept({ server }: ServerAddress, far: net.Socket): boolean {
  const counting = server as unknown as Counting;
  if (server.maxConnections !== undefined && counting._connections >= server.maxConnections) {
    const { localAddress, localPort, localFamily, remoteAddress, remotePort, remoteFamily } = far;
    server.emit("drop", { localAddress, localPort, localFamily, remoteAddress, remotePort, remoteFamily });
    far.destroy();
    return false;
  }
  counting._connections++;
  Object.assign(far, { server, _server: server } satisfies Taken);
  if (counting.pauseOnConnect) far.pause();
  server.emit("connection", far);
  return true;
}

function refused({ address, port }: OwnPort): Error {
  const where = address === "::" || address === "0.0.0.0" ? "127.0.0.1" : address;
  return Object.assign(new Error(`connect ECONNREFUSED ${where}:${port}`), {
    code: "ECONNREFUSED",
    errno: -111,
    syscall: "connect",
    address: where,
    port,
  });
}
