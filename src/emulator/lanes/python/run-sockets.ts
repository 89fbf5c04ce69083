import net from "node:net";
import type { Calls, SocketAddress } from "./bridge/python-calls.js";
import type { OpenFile } from "../processes/open-file.js";
import type { OwnProcess } from "../processes/process.js";
import { errorCode, shellError } from "../processes/system-errors.js";
import { ListeningSocket } from "./listening-socket.js";
import type { RunFiles } from "./run-files.js";
import { PairedSocket } from "./paired-socket.js";
import { StreamSocket } from "./stream-socket.js";

const NOWHERE: SocketAddress = { address: "0.0.0.0", port: 0 };

/** A socket that neither listens nor is connected. */
class FreshSocket implements OpenFile {
  readonly isTerminal = false;
  readonly isSocket = true;

  read(): Promise<Uint8Array> {
    return Promise.reject(shellError("ENOTCONN"));
  }

  write(): Promise<void> {
    return Promise.reject(shellError("ENOTCONN"));
  }

  retain(): void {
    // nothing is held
  }

  release(): void {
    // nothing is held
  }
}

/**
 * Sockets of a run of Python: they listen on ports of the sandbox, and lead to such. Errors are those of the system,
 * with their codes.
 */
export class RunSockets {
  readonly #process: OwnProcess;
  readonly #files: RunFiles;

  constructor(process: OwnProcess, files: RunFiles) {
    this.#process = process;
    this.#files = files;
  }

  make(): number {
    return this.#files.add(new FreshSocket(), 3);
  }

  pair(): readonly [number, number] {
    const { system } = this.#process;
    const [there, back] = [system.pipe(), system.pipe()];
    const one = new PairedSocket(back.read, there.write);
    const other = new PairedSocket(there.read, back.write);
    return [this.#files.add(one, 3), this.#files.add(other, 3)];
  }

  /** Listens at once; whoever connects waits until he is accepted. */
  async bind({ fd, address, port }: Calls["bind"]["ask"]): Promise<void> {
    this.#fresh(fd);
    const server = net.createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) => reject(shellError(errorCode(error) ?? "EADDRINUSE")));
      server.listen(port, address, resolve);
    });
    this.#put(fd, new ListeningSocket(server));
  }

  async accept(fd: number, signal: AbortSignal): Promise<Calls["accept"]["answer"]> {
    const listening = this.#files.get(fd);
    if (!(listening instanceof ListeningSocket)) throw shellError("EINVAL");
    const connection = await listening.accept(signal);
    const { remoteAddress = "127.0.0.1", remotePort = 0 } = connection.socket;
    return { fd: this.#files.add(connection, 3), address: remoteAddress, port: remotePort };
  }

  /** Only ports of the sandbox itself are reached. */
  async connect({ fd, address, port }: Calls["connect"]["ask"]): Promise<void> {
    this.#fresh(fd);
    const host = address.replace(/^::ffff:/, "");
    if (!/^(?:127\.|0\.0\.0\.0$|::1?$)/.test(host)) throw shellError("ENETUNREACH");
    const socket = net.connect({ host, port, allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      socket.once("error", (error) => reject(shellError(errorCode(error) ?? "ECONNREFUSED")));
      socket.once("connect", resolve);
    });
    this.#put(fd, new StreamSocket(socket));
  }

  shutDown(fd: number): void {
    const file = this.#files.get(fd);
    if (!file.end) throw shellError("ENOTCONN");
    file.end();
  }

  address({ fd, peer }: Calls["address"]["ask"]): SocketAddress {
    const file = this.#files.get(fd);
    if (file instanceof ListeningSocket) {
      if (peer) throw shellError("ENOTCONN");
      const bound = file.server.address();
      return bound && typeof bound === "object" ? bound : NOWHERE;
    }
    if (!(file instanceof StreamSocket)) {
      if (peer) throw shellError("ENOTCONN");
      return NOWHERE;
    }
    const { localAddress, localPort, remoteAddress, remotePort } = file.socket;
    const [address, port] = peer ? [remoteAddress, remotePort] : [localAddress, localPort];
    return address === undefined || port === undefined ? NOWHERE : { address, port };
  }

  #fresh(fd: number): void {
    if (!(this.#files.get(fd) instanceof FreshSocket)) throw shellError("EINVAL");
  }

  #put(fd: number, file: OpenFile): void {
    if (!this.#process.files.has(fd)) return file.release(); // it has been closed meanwhile
    this.#process.files.set(fd, file);
  }
}
