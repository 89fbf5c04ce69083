import { refuseCrossing } from "../codec/refuse-crossing.js";
import { InvalidError } from "../../contract/errors.js";
import {
  ENVIRONMENT_ROLES,
  type EnvironmentRole,
  type EnvironmentRoles as Roles,
} from "../../contract/workspace-commands.js";
import { parseSwitch } from "../../checks/option-types.js";
import { checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { sessionInSight } from "../session/session.js";

/** Roles to set, by the names of those who get them. */
export interface EnvironmentRolesUpdate {
  users?: Readonly<Record<string, EnvironmentRole>>;
  serviceUsers?: Readonly<Record<string, EnvironmentRole>>;
}

/**
 * Who may do what in an environment: `environment.roles`. They are kept and told; nothing is refused to anybody.
 * Modal: docs/modal/environments.md#environment-objects.
 */
export class EnvironmentRoles {
  readonly #environment: string;

  static {
    refuseCrossing(EnvironmentRoles, "EnvironmentRoles", "Pass the Environment, which has them.");
  }

  /** @internal */
  constructor(environment: string) {
    this.#environment = environment;
  }

  /**
   * The roles of all members and service users of the workspace. Rejects with `NotFoundError` if there is no such
   * environment.
   * @param options.excludeDefault leaves out those who have the environment's default role. Default: false
   */
  async list(options: { excludeDefault?: boolean } = {}): Promise<Roles> {
    checkOptions("environment.roles.list", options, ["excludeDefault"]);
    const excludeDefault = parseSwitch("excludeDefault", options.excludeDefault, false);
    return await sessionInSight("environment.roles.list").backend.send("environment.roles", {
      environment: this.#environment,
      excludeDefault,
    });
  }

  /**
   * Gives roles, in an environment that was made with `restricted: true`. Rejects with `InvalidError` for another role and
   * for who is not in the workspace, before anything is changed; with `WorkspaceManagementError`, which names all who
   * could not be given theirs, when the others have them.
   */
  async update(update: EnvironmentRolesUpdate): Promise<void> {
    checkOptions("environment.roles.update", update, ["users", "serviceUsers"]);
    const { users, serviceUsers } = update;
    await sessionInSight("environment.roles.update").backend.send("environment.setRoles", {
      environment: this.#environment,
      users: parseRoles("users", users),
      serviceUsers: parseRoles("serviceUsers", serviceUsers),
    });
  }
}

/** @throws InvalidError for what is no role */
export function checkRole(subject: string, role: unknown): asserts role is EnvironmentRole {
  if (!ENVIRONMENT_ROLES.includes(role as EnvironmentRole))
    throw new InvalidError(
      `${subject}: invalid Environment role ${describe(role)}. Roles are ${ENVIRONMENT_ROLES.map((name) => `"${name}"`).join(", ")}.`,
    );
}

function parseRoles(name: string, roles: unknown = {}): Readonly<Record<string, EnvironmentRole>> {
  if (!isPlainObject(roles))
    throw new InvalidError(
      `environment.roles.update: ${name} must be an object of roles by name, got ${describe(roles)}.`,
    );
  for (const [user, role] of Object.entries(roles)) checkRole(`environment.roles.update: ${name}.${user}`, role);
  return { ...(roles as Record<string, EnvironmentRole>) };
}
