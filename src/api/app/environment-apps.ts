import { refuseCrossing } from "../codec/refuse-crossing.js";
import { sessionInSight } from "../session/session.js";
import { App } from "./app.js";

/** The apps of an environment: `environment.apps`. */
export class EnvironmentApps {
  readonly #environment: string;

  static {
    refuseCrossing(EnvironmentApps, "EnvironmentApps", "Use it where it is needed, as in `environment.apps`.");
  }

  /** @internal */
  constructor(environment: string) {
    this.#environment = environment;
  }

  /**
   * Those that have not stopped, newest first, as handles like those of `App.lookup`.
   * @example for await (const app of Environment.fromName("main").apps.list()) console.log(app.appId, app.name);
   */
  async *list(): AsyncGenerator<App, void, undefined> {
    const session = sessionInSight("Environment.apps.list");
    const listed = await session.backend.send("app.list", { environment: this.#environment });
    for (const summary of listed) if (summary.state !== "stopped") yield App.found(session, summary);
  }
}
