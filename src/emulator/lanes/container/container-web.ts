import type { Server } from "node:net";
import { encodeError } from "../../../api/codec/encode.js";
import type { CommandName, Commands } from "../../../contract/backend.js";
import type { WireError } from "../../../contract/wire.js";
import type { Delivery, Reply, Request } from "../../kernel/protocol.js";
import type { WebClient } from "../../participants/world-fetch.js";
import type { FetchClients, FetchHost } from "../surroundings/container-fetch.js";

type Container = Pick<WebClient, "send"> & Pick<FetchHost, "io">;

/** Servers that programs run. */
export interface RealServers {
  /** @param send sends the command to them */
  ask<C extends CommandName>(
    name: C,
    command: Commands[C]["command"],
    send: () => Promise<Commands[C]["result"]>,
  ): Promise<Commands[C]["result"]>;
}

/** How the code of a container sends requests to web functions of its world, and to servers of its own. */
export class ContainerWeb implements FetchClients {
  readonly #container: Container;
  /** Where requests through tunnels lead, if that is not to servers of the container's code. */
  servers: RealServers | undefined;
  #exchanges = 0;
  #own: Promise<WebClient> | undefined;
  #gate: Promise<Server> | undefined;

  constructor(container: Container) {
    this.#container = container;
  }

  own(): Promise<WebClient> {
    return (this.#own ??= this.#container.io("import of web servers", async () => {
      const { OwnClient } = await import("../web/own-client.js");
      return new OwnClient();
    }));
  }

  /** A request through a tunnel to a server of its own. */
  async relay(
    { id, name, command }: Extract<Delivery, { type: "relay" }>,
    request: (request: Request) => void,
  ): Promise<void> {
    let reply: Reply;
    try {
      const own = await this.own();
      const send = (): Promise<Commands[typeof name]["result"]> => own.send(name, command);
      reply = { ok: true, value: await (this.servers ? this.servers.ask(name, command, send) : send()) };
    } catch (error) {
      reply = { ok: false, error: encodeError(error) as WireError };
    }
    request({ type: "relayed", id, reply });
  }

  gate(): Promise<Server> {
    return (this.#gate ??= this.#container.io("import of web servers", async () => {
      const { worldGate } = await import("../web/world-gate.js");
      return worldGate(this);
    }));
  }

  send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    return this.#container.send(name, command);
  }

  nextExchange(): number {
    return ++this.#exchanges;
  }
}
