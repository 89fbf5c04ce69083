import { refuseCrossing } from "../codec/refuse-crossing.js";
import { refuseOptions } from "../../checks/refuse-options.js";
import type { Handle } from "../codec/handle.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { InvalidError } from "../../contract/errors.js";
import type { EnvironmentRole } from "../../contract/workspace-commands.js";
import { parseSwitch } from "../../checks/option-types.js";
import { checkOptions } from "../../checks/options.js";
import { checkRole } from "./environment-roles.js";
import { sessionInSight } from "../session/session.js";

/** What `Environment.objects.create` takes: whether it is restricted, and the role that members have in it then. */
export interface EnvironmentCreateOptions {
  restricted?: boolean;
  defaultRole?: EnvironmentRole;
}

/**
 * Makes, lists and deletes environments: `Environment.objects`. Modal: docs/modal/environments.md#environment-objects.
 */
export class EnvironmentManager<T extends Handle> {
  readonly #handle: (name: string) => T;

  static {
    refuseCrossing(EnvironmentManager, "EnvironmentManager", "Use it where it is needed, as in `Environment.objects`.");
  }

  /** @internal */
  constructor(handle: (name: string) => T) {
    this.#handle = handle;
  }

  /**
   * Makes an environment now. Rejects with `InvalidError` for a bad name, `AlreadyExistsError` for a taken one.
   * @param options.restricted members of the workspace have roles there ({@link EnvironmentRoles}). Default: false
   * @param options.defaultRole of everybody who is given no other. Default: `"no-access"` in a restricted environment,
   * else `"contributor"`
   */
  async create(name: string, options: EnvironmentCreateOptions = {}): Promise<void> {
    checkEnvironmentName(name);
    checkOptions("Environment.objects.create", options, ["restricted", "defaultRole"]);
    const restricted = parseSwitch("restricted", options.restricted, false);
    const { defaultRole = restricted ? "no-access" : "contributor" } = options;
    checkRole("Environment.objects.create: defaultRole", defaultRole);
    if (!restricted && defaultRole !== "contributor")
      throw new InvalidError(
        `Environment.objects.create: a defaultRole of "${defaultRole}" needs \`restricted: true\`.`,
      );
    await sessionInSight("Environment.objects.create").backend.send("environment.create", {
      name,
      access: { restricted, defaultRole },
    });
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

refuseOptions(EnvironmentManager.prototype, { list: 0, delete: 1 }, "Environment.objects");
