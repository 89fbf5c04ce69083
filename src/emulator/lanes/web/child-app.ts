import net from "node:net";
import { withoutSession } from "../../../api/session/session.js";
import type { Exchange, WebApp, WebContainer } from "./exchange.js";
import { NodeApp } from "./node-app.js";

const HOST = "127.0.0.1";

/**
 * A server in a child process, on a port of the machine: a request holds time, as long as it is not the client's turn.
 */
export function childApp(container: WebContainer, port: number): WebApp {
  const app = new NodeApp(() => net.connect(port, HOST));
  return {
    async serve(exchange) {
      if (exchange.request.isSocket) return app.serve(exchange);
      const held = new Held(container, exchange);
      held.hold();
      try {
        await withoutSession(() => app.serve(held));
      } catch (error) {
        // it has ended a moment ago: the request runs again elsewhere
        if (hasNoServer(error)) container.kill(`nothing listens on its port ${port} any more`);
        throw error;
      } finally {
        held.close();
      }
    },
  };
}

function hasNoServer(error: unknown): boolean {
  return error instanceof globalThis.Error && "code" in error && error.code === "ECONNREFUSED";
}

/** A request that real time is taken for, but not while its client is to do something. */
class Held implements Exchange {
  readonly #container: WebContainer;
  readonly #exchange: Exchange;
  #over: PromiseWithResolvers<void> | undefined;
  #clients = 0;
  #isClosed = false;

  constructor(container: WebContainer, exchange: Exchange) {
    this.#container = container;
    this.#exchange = exchange;
  }

  hold(): void {
    if (this.#over || this.#clients > 0 || this.#isClosed) return;
    const over = Promise.withResolvers<void>();
    this.#over = over;
    void this.#container.io("a request to a server in a child process", () => over.promise);
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  #release(): void {
    this.#over?.resolve();
    this.#over = undefined;
  }

  get request(): Exchange["request"] {
    return this.#exchange.request;
  }

  get signal(): AbortSignal {
    return this.#exchange.signal;
  }

  get ended(): Exchange["ended"] {
    return this.#exchange.ended;
  }

  next(): ReturnType<Exchange["next"]> {
    const { isOpen } = this.request;
    return isOpen ? this.#wait(this.#exchange.next()) : this.#exchange.next();
  }

  write(piece: Parameters<Exchange["write"]>[0]): Promise<void> | undefined {
    const room = this.#exchange.write(piece);
    return room && this.#wait(room);
  }

  respond(head: Parameters<Exchange["respond"]>[0]): void {
    this.#exchange.respond(head);
  }

  end(end?: Parameters<Exchange["end"]>[0]): void {
    this.#exchange.end(end);
  }

  async #wait<T>(client: Promise<T>): Promise<T> {
    this.#clients++;
    this.#release();
    try {
      return await client;
    } finally {
      if (--this.#clients === 0) this.hold();
    }
  }
}
