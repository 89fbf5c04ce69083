import net from "node:net";
import tls from "node:tls";
import type { CommandName, Commands } from "../../../contract/backend.js";
import type { WebRequest } from "../../../contract/web-commands.js";
import type { WebClient } from "../../participants/world-fetch.js";
import { NodeApp } from "./node-app.js";
import { PlainApp } from "./plain-app.js";
import { OwnExchange } from "./own-exchange.js";

/** How `fetch` in a container sends requests to servers of its own: as to the world's, but they stay inside. */
export class OwnClient implements WebClient {
  readonly #exchanges = new Map<number, OwnExchange>();
  #last = 0;

  nextExchange(): number {
    return ++this.#last;
  }

  /** @throws TypeError as `fetch` does, if there is no answer */
  async send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    return (await this.#handle(name, command as Command)) as Commands[C]["result"];
  }

  async #handle(name: string, { exchange: id, request, pieces = [], end }: Command): Promise<unknown> {
    if (name === "web.open" && request) return this.#open(id, request);
    const exchange = this.#exchanges.get(id);
    if (name === "web.take") {
      const part = await exchange?.take();
      if (part?.end) this.#exchanges.delete(id);
      return part ?? { pieces: [], end: {} };
    }
    if (name === "web.send") await exchange?.received(pieces, end);
    else {
      this.#exchanges.delete(id);
      exchange?.leave();
    }
    return null;
  }

  async #open(id: number, request: WebRequest): Promise<Commands["web.open"]["result"]> {
    const exchange = new OwnExchange(request);
    this.#exchanges.set(id, exchange);
    const reach = (): net.Socket => connect(request.url);
    const app = request.method === "CONNECT" ? new PlainApp(reach) : new NodeApp(reach);
    void app.serve(exchange).then(
      () => exchange.end(),
      (error: unknown) => exchange.fail(error),
    );
    try {
      return { head: await exchange.head, pieces: [], url: request.url };
    } catch (error) {
      this.#exchanges.delete(id);
      throw new TypeError("fetch failed", { cause: error });
    }
  }
}

type Command = Partial<Commands["web.open"]["command"] & Commands["web.send"]["command"]> & {
  readonly exchange: number;
};

/** The way of any connection of the container, which leads to its own servers first. */
function connect(url: string): net.Socket {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (protocol === "http:") return net.connect(Number(port) || 80, host);
  const servername = net.isIP(host) === 0 ? { servername: host } : {};
  return tls.connect({ port: Number(port) || 443, host, ALPNProtocols: ["http/1.1"], ...servername });
}
