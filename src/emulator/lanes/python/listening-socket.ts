import type net from "node:net";
import type { OpenFile } from "../processes/open-file.js";
import { shellError } from "../processes/system-errors.js";
import { StreamSocket } from "./stream-socket.js";
import { Waiters } from "../processes/waiters.js";
import type { Watchable } from "./watchable.js";

/** A port on which a process listens, as a descriptor of it. */
export class ListeningSocket implements OpenFile, Watchable {
  readonly isTerminal = false;
  readonly isSocket = true;
  readonly isAtEnd = false;
  readonly server: net.Server;
  readonly #waiters = new Waiters();
  readonly #connections: StreamSocket[] = [];
  #holders = 1;

  /** @param server it listens already */
  constructor(server: net.Server) {
    this.server = server;
    server.on("connection", (socket) => {
      this.#connections.push(new StreamSocket(socket));
      this.#waiters.happened();
    });
  }

  get isReady(): boolean {
    return this.#connections.length > 0;
  }

  async ready(signal: AbortSignal): Promise<void> {
    while (!this.isReady) await this.#waiters.wait(signal);
  }

  async accept(signal: AbortSignal): Promise<StreamSocket> {
    for (;;) {
      const connection = this.#connections.shift();
      if (connection) return connection;
      await this.#waiters.wait(signal);
    }
  }

  read(): Promise<Uint8Array> {
    return Promise.reject(shellError("EINVAL"));
  }

  write(): Promise<void> {
    return Promise.reject(shellError("EPIPE"));
  }

  retain(): void {
    this.#holders++;
  }

  release(): void {
    if (this.#holders > 0 && --this.#holders === 0) this.server.close();
  }
}
