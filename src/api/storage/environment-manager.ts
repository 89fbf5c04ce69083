import { refuseOptions } from "../../checks/refuse-options.js";
import type { Handle } from "../codec/handle.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { sessionInSight } from "../session/session.js";

/**
 * Makes, lists and deletes environments: `Environment.objects`. Modal: docs/modal/environments.md#environment-objects.
 */
export class EnvironmentManager<T extends Handle> {
  readonly #handle: (name: string) => T;

  /** @internal */
  constructor(handle: (name: string) => T) {
    this.#handle = handle;
  }

  /** Makes an environment now. Rejects with `InvalidError` for a bad name, `AlreadyExistsError` for a taken one. */
  async create(name: string): Promise<void> {
    checkEnvironmentName(name);
    await sessionInSight("Environment.objects.create").backend.send("environment.create", { name });
  }

  /** All environments, newest first. */
  async list(): Promise<T[]> {
    const { backend, bindings } = sessionInSight("Environment.objects.list");
    const found = await backend.send("environment.list", {});
    return found.map(({ objectId, name }) => {
      const handle = this.#handle(name);
      bindings.bindObject(handle, objectId);
      return handle;
    });
  }

  /**
   * Deletes an environment and everything in it: its apps are stopped, its objects deleted. Rejects with
   * `NotFoundError` if there is none.
   */
  async delete(name: string): Promise<void> {
    checkEnvironmentName(name);
    await sessionInSight("Environment.objects.delete").backend.send("environment.delete", { name });
  }
}

refuseOptions(EnvironmentManager.prototype, { create: 1, list: 0, delete: 1 }, "Environment.objects");
