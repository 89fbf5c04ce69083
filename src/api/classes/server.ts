import type { AutoscalerSettings } from "../../contract/backend.js";
import { InvalidError } from "../../contract/errors.js";
import type { FunctionSettings } from "../../contract/function-settings.js";
import { dashboardUrl } from "../../checks/dashboard-url.js";
import { checkOptions, describe } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import type { FunctionHandle } from "../functions/function-handle.js";
import type { LogsManager } from "../logs/logs-manager.js";
import { ClsHandle } from "./cls-handle.js";
import type { ClsInstanceHandle } from "./cls-instance-handle.js";
import { SERVE } from "./define-server.js";

/** A class of an app whose containers answer web requests on a port. Modal: docs/modal/function-options.md#servers. */
export class Server {
  readonly #instance: ClsInstanceHandle;
  readonly #serve: FunctionHandle;

  /** @internal */
  constructor(cls: ClsHandle) {
    this.#instance = cls.make([]);
    this.#serve = this.#instance.method(SERVE);
  }

  /**
   * A server of a deployed app, by name; lazy: whether it exists is found out when it is used.
   * @throws InvalidError for a name that is none
   */
  static fromName(app: string, name: string, options: { environment?: string } = {}): Server {
    checkOptions("Server.fromName", options, ["environment"]);
    for (const given of [app, name])
      if (typeof given !== "string" || given === "")
        throw new InvalidError(`Server.fromName takes the names of an app and of its server, got ${describe(given)}.`);
    return new Server(new ClsHandle({ app, name, environment: options.environment, version: undefined }));
  }

  get name(): string {
    return this.#instance.cls.name;
  }

  /** What it was defined with; `undefined` if it was looked up. */
  get definition(): FunctionSettings | undefined {
    const { settings, shape } = this.#instance.cls;
    const web = shape?.methods.find(({ name }) => name === SERVE)?.web;
    return settings && (web ? { ...settings, web } : settings);
  }

  /** Id in the world in sight, `fu-…`; `undefined` while it is not hydrated. */
  get objectId(): string | undefined {
    return this.#serve.functionId;
  }

  get isHydrated(): boolean {
    return this.#serve.isHydrated;
  }

  /** Where Modal's dashboard would show it; there is none here. @throws ExecutionError if it is not hydrated */
  getDashboardUrl(): string {
    return dashboardUrl("Server", this.objectId);
  }

  /** Where it is reached, `undefined` while it is not known. */
  get webUrl(): string | undefined {
    return this.#serve.webUrl;
  }

  /** Where it is reached. */
  async getUrl(): Promise<string> {
    return (await this.#serve.getWebUrl()) ?? "";
  }

  /** What its containers have written. */
  get logs(): LogsManager {
    return this.#serve.logs;
  }

  /** Looks it up, if that has not happened yet. @throws NotFoundError if there is none */
  async hydrate(): Promise<this> {
    await this.#serve.hydrate();
    return this;
  }

  /**
   * Changes settings of the autoscaler until the next deploy; what is not given stays as it is.
   * @throws InvalidError if a value is out of range, or the minimum ends up above the maximum
   */
  updateAutoscaler(settings: AutoscalerSettings): Promise<AutoscalerSettings> {
    return this.#instance.updateAutoscaler(settings);
  }
}

refuseAssignments(Server, "Options are given to app.server.", ["name", "webUrl"]);
