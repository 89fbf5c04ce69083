import { checkOptions, describe } from "../../checks/options.js";
import { InvalidError } from "../../contract/errors.js";
import { sessionInSight } from "../session/session.js";
import { EnvironmentRoles } from "./environment-roles.js";

/** Whose roles to take, by name. */
export interface EnvironmentMembersRemoval {
  users?: readonly string[];
  serviceUsers?: readonly string[];
}

/** What `environment.roles` was called: `environment.members`. */
export class EnvironmentMembers extends EnvironmentRoles {
  readonly #environment: string;

  /** @internal */
  constructor(environment: string) {
    super(environment);
    this.#environment = environment;
  }

  /**
   * Takes roles: those of the environment hold again. Rejects as `update` does.
   * @deprecated Use `environment.roles.update` with the role that is to hold.
   */
  async remove(removal: EnvironmentMembersRemoval): Promise<void> {
    checkOptions("environment.members.remove", removal, ["users", "serviceUsers"]);
    await sessionInSight("environment.members.remove").backend.send("environment.setRoles", {
      environment: this.#environment,
      users: withoutRoles("users", removal.users),
      serviceUsers: withoutRoles("serviceUsers", removal.serviceUsers),
    });
  }
}

function withoutRoles(option: string, names: unknown = []): Readonly<Record<string, null>> {
  if (!Array.isArray(names) || names.some((name) => typeof name !== "string"))
    throw new InvalidError(`environment.members.remove: ${option} must be a list of names, got ${describe(names)}.`);
  return Object.fromEntries((names as string[]).map((name) => [name, null]));
}
