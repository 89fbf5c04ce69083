import type { CommandName, Commands } from "../../../contract/backend.js";
import type { WebClient } from "../../participants/world-fetch.js";

/** How the code of a container sends requests to web functions of its world. */
export class ContainerWeb implements WebClient {
  readonly #container: Pick<WebClient, "send">;
  #exchanges = 0;

  constructor(container: Pick<WebClient, "send">) {
    this.#container = container;
  }

  send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    return this.#container.send(name, command);
  }

  nextExchange(): number {
    return ++this.#exchanges;
  }
}
