import type { ErrorClass } from "../codec/error-classes.js";
import type { Handle } from "../codec/handle.js";
import { ExecutionError, InvalidError } from "../../contract/errors.js";
import { dashboardUrl } from "../../checks/dashboard-url.js";
import { checkTags } from "../../checks/names.js";
import { checkOptions } from "../../checks/options.js";
import { LogReader } from "../logs/log-reader.js";
import type { LogsManager } from "../logs/logs-manager.js";
import { currentSession, type Session } from "../session/session.js";
import { AppDefinitions } from "./app-definitions.js";
import { appInfo, type AppInfo, type AppInfoParams } from "./app-info.js";

/** What the world in sight knows of an app that has run or been looked up there. */
export abstract class AppInWorld extends AppDefinitions {
  abstract readonly name: string | undefined;
  abstract readonly description: string | undefined;
  /** @internal */
  abstract readonly errorClasses: ReadonlyMap<string, ErrorClass>;
  /** @internal */
  abstract handle(tag: string): Handle | undefined;

  /** Id of this app (`ap-…`) in the world in sight, `undefined` while it does not run there. */
  get appId(): string | undefined {
    return currentSession()?.bindings.appIds.get(this);
  }

  /** The environment of this app in the world in sight, `undefined` while it does not run there. */
  get environmentName(): string | undefined {
    return currentSession()?.bindings.appEnvironments.get(this);
  }

  /**
   * What the world in sight knows of the app now. Rejects with `InvalidError` if it has neither run nor been looked up
   * there.
   */
  async info(options: AppInfoParams = {}): Promise<AppInfo> {
    checkOptions("App.info", options, ["refresh"]);
    const { session, id } = this.#known("so that nothing is known of it", InvalidError);
    return appInfo(await session.backend.send("app.info", { appId: id, name: this.name }));
  }

  /** Whether it runs in the world in sight with the option `interactive`. */
  get isInteractive(): boolean {
    return currentSession()?.bindings.running.get(this)?.interactive ?? false;
  }

  /**
   * Where Modal's dashboard would show it; there is none here.
   * @throws InvalidError if it has neither run nor been looked up in the world in sight
   */
  getDashboardUrl(): string {
    const { id } = this.#known("so that it has no page", InvalidError);
    return dashboardUrl("App", id);
  }

  /**
   * What the app's containers have written, as long as it is known in the world in sight: also after it has stopped.
   * Modal: docs/modal/context-ids-and-logs.md#logs.
   */
  get logs(): LogsManager {
    return new LogReader(async (method) => {
      const { session, id } = this.#known(`so \`logs.${method}\` has nothing to read`, ExecutionError);
      return { session, subject: { kind: "app", id, name: this.name } };
    }, true);
  }

  /**
   * Replaces all tags of the app, until it is deployed again. Modal: docs/modal/apps.md#tags.
   * @param tags keys and values have 1 to 63 of the characters `A-Z a-z 0-9 - _ .`; anything else is an `InvalidError`,
   * and so is an app that has neither run nor been looked up in the world in sight
   */
  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    checkTags(tags);
    const { session, id } = this.#known("so that it has no tags to set", InvalidError);
    await session.backend.send("app.setTags", { appId: id, name: this.name, tags: { ...tags } });
  }

  /**
   * The tags of the app as they are now. Rejects with `InvalidError` if it has neither run nor been looked up in the
   * world in sight. Modal: docs/modal/apps.md#tags.
   */
  async getTags(): Promise<Record<string, string>> {
    const { session, id } = this.#known("so that it has no tags yet", InvalidError);
    return { ...(await session.backend.send("app.tags", { appId: id, name: this.name })) };
  }

  #known(
    consequence: string,
    ErrorType: typeof ExecutionError | typeof InvalidError,
  ): { session: Session; id: string } {
    const session = currentSession();
    const id = session?.bindings.appIds.get(this);
    if (!session || id === undefined)
      throw new ErrorType(
        `App \`${this.description ?? "(unnamed)"}\` has neither run nor been looked up in the world in sight, ${consequence}. Call it inside \`world.within(() => …)\` or \`world.run(app, () => …)\`.`,
      );
    return { session, id };
  }
}
