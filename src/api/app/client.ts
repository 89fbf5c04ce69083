import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { App } from "./app.js";
import { checkConstructing, constructing } from "../../checks/construction.js";

/**
 * A connection to the backend. The emulator needs no credentials, so every client is as good as any other.
 * Modal: docs/modal/secrets-proxies-workspaces.md#clients.
 */
export class Client {
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

  /** Looks a deployed app up, as `App.lookup` does. Rejects with `NotFoundError`. */
  async lookup(label: string): Promise<App> {
    return App.lookup(label);
  }
}

refuseOptions(Client, { fromEnv: 0 });
refuseOptions(Client.prototype, { lookup: 1 });
