import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { describe } from "../../checks/options.js";
import { ClientClosed, InvalidError } from "../../contract/errors.js";
import { sessionInSight } from "../session/session.js";
import { App } from "./app.js";
import { checkConstructing, constructing } from "../../checks/construction.js";

/**
 * A connection to the backend. The emulator needs no credentials, so every client is as good as any other.
 * Modal: docs/modal/secrets-proxies-workspaces.md#clients.
 */
export class Client {
  #isClosed = false;
  declare private readonly brand: "Client";

  static {
    refuseAssignments(Client, "It has no settings.");
  }

  private constructor(key: typeof constructing) {
    checkConstructing("Client", key, "Client.fromEnv");
  }

  /** A client of the world in which the calling code runs. */
  static fromEnv(): Client {
    return new Client(constructing);
  }

  /**
   * The same; nobody looks at the token.
   * @throws InvalidError unless both are texts
   */
  static fromCredentials(tokenId: string, tokenSecret: string): Client {
    for (const given of [tokenId, tokenSecret])
      if (typeof given !== "string" || given === "")
        throw new InvalidError(
          `Client.fromCredentials takes the id of a token and its secret, got ${describe(given)}.`,
        );
    return new Client(constructing);
  }

  /** Whether it was closed. */
  isClosed(): boolean {
    return this.#isClosed;
  }

  /** Finds out whether there is a world. Rejects with `ClientClosed` once it was closed. */
  async hello(): Promise<void> {
    this.#checkOpen("hello");
    sessionInSight("client.hello");
  }

  /** Looks a deployed app up, as `App.lookup` does. Rejects with `NotFoundError`, and `ClientClosed` once it was closed. */
  async lookup(label: string): Promise<App> {
    this.#checkOpen("lookup");
    return App.lookup(label);
  }

  /** It answers no more; others, and the world, are left alone. */
  async close(): Promise<void> {
    this.#isClosed = true;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(method: string): void {
    if (this.#isClosed) throw new ClientClosed(`client.${method}: this client was closed.`);
  }
}

refuseOptions(Client, { fromEnv: 0, fromCredentials: 2 });
refuseOptions(Client.prototype, { lookup: 1, hello: 0 });
