import type net from "node:net";
import { once } from "node:events";
import type { Exchange, WebApp } from "./exchange.js";
import { ownBytes } from "./own-bytes.js";

/** What speaks any protocol over TCP: what is sent goes to its connection as it is, and what comes from there back. */
export class PlainApp implements WebApp {
  readonly #connect: () => net.Socket;

  constructor(connect: () => net.Socket) {
    this.#connect = connect;
  }

  async serve(exchange: Exchange): Promise<void> {
    const socket = this.#connect();
    socket.allowHalfOpen = true;
    const stop = (): void => void socket.destroy();
    exchange.signal.addEventListener("abort", stop);
    try {
      await once(socket, "connect");
      exchange.respond({ status: 200, statusText: "", headers: [] });
      void send(exchange, socket);
      for await (const chunk of socket) await exchange.write(ownBytes(chunk as Buffer));
      exchange.end();
    } catch (error) {
      if (!exchange.signal.aborted) throw error;
    } finally {
      exchange.signal.removeEventListener("abort", stop);
    }
  }
}

async function send(exchange: Exchange, socket: net.Socket): Promise<void> {
  try {
    for (let piece = await exchange.next(); piece !== undefined; piece = await exchange.next())
      if (!socket.write(piece) && !socket.destroyed) await Promise.race([once(socket, "drain"), once(socket, "close")]);
    socket.end();
  } catch {
    socket.destroy();
  }
}
