import type {
  EnvironmentAccess,
  EnvironmentGate,
  EnvironmentRole,
  EnvironmentRoles,
  RoleChanges,
} from "../../contract/workspace-commands.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Environments } from "../storage/environments.js";
import type { WorkspaceSettings } from "./workspace-people.js";

const OPEN: EnvironmentAccess = { restricted: false, defaultRole: "contributor" };

type Kind = keyof EnvironmentRoles;
const KINDS: readonly Kind[] = ["users", "serviceUsers"];
const LABELS: Readonly<Record<Kind, string>> = { users: "User", serviceUsers: "Service user" };

/** What is known of an environment. */
interface Gate {
  readonly access: EnvironmentAccess;
  readonly roles: Record<Kind, Map<string, EnvironmentRole>>;
}

/**
 * Who may do what in which environment: kept and told, nothing is refused to anybody.
 * Modal: docs/modal/environments.md#environment-objects.
 */
export class Access {
  readonly #people: Readonly<Record<Kind, readonly string[]>>;
  readonly #owners: ReadonlySet<string>;
  readonly #gates = new Map<string, Gate>();

  constructor(kernel: Kernel, environments: Environments, { members, serviceUsers }: WorkspaceSettings) {
    this.#people = { users: Object.keys(members), serviceUsers };
    this.#owners = new Set(Object.keys(members).filter((name) => members[name] === "owner"));
    environments.onCreated = (name, access) => this.#gates.set(name, gate(access));
    environments.onDeleted = (name) => this.#gates.delete(name);
    environments.gateOf = (name) => this.#saved(name);
    environments.onLoaded = (name, saved) => this.#load(name, saved);
    kernel.handle("environment.roles", ({ environment, excludeDefault }, pending) => {
      if (environments.mustHave(environment, pending)) pending.reply(this.#list(environment, excludeDefault));
    });
    kernel.handle("environment.setRoles", ({ environment, ...wanted }, pending) => {
      if (!environments.mustHave(environment, pending)) return;
      for (const kind of KINDS)
        for (const name of Object.keys(wanted[kind]))
          if (!this.#people[kind].includes(name))
            return pending.fail("InvalidError", `${LABELS[kind]} "${name}" not found in workspace.`);
      const errors = this.#set(environment, wanted);
      kernel.events.add("environment.rolesSet", { environment, users: JSON.stringify(this.#list(environment, true)) });
      if (errors.length === 0) return pending.reply(null);
      const lines = errors.map((error) => `\n  - ${error}`).join("");
      pending.fail(
        "WorkspaceManagementError",
        `${errors.length} error${errors.length === 1 ? "" : "s"} occurred while updating Environment roles:${lines}`,
      );
    });
  }

  #saved(name: string): EnvironmentGate | undefined {
    const known = this.#gates.get(name);
    if (!known?.access.restricted) return undefined;
    const { access, roles } = known;
    return {
      ...access,
      users: Object.fromEntries(roles.users),
      serviceUsers: Object.fromEntries(roles.serviceUsers),
    };
  }

  #load(name: string, saved: EnvironmentGate | undefined): void {
    if (saved === undefined) return void this.#gates.delete(name);
    const { restricted, defaultRole, users, serviceUsers } = saved;
    this.#gates.set(name, {
      access: { restricted, defaultRole },
      roles: { users: new Map(Object.entries(users)), serviceUsers: new Map(Object.entries(serviceUsers)) },
    });
  }

  #list(environment: string, excludeDefault: boolean): EnvironmentRoles {
    const { access, roles } = this.#gates.get(environment) ?? gate(OPEN);
    const of = (kind: Kind): Record<string, EnvironmentRole> =>
      Object.fromEntries(
        this.#people[kind].flatMap((name) => {
          const role = roles[kind].get(name) ?? (excludeDefault ? undefined : access.defaultRole);
          return role === undefined ? [] : [[name, role]];
        }),
      );
    return { users: of("users"), serviceUsers: of("serviceUsers") };
  }

  /** @returns what went wrong; all else is done */
  #set(environment: string, wanted: RoleChanges): string[] {
    const errors: string[] = [];
    const { access, roles } = this.#gates.get(environment) ?? gate(OPEN);
    for (const kind of KINDS)
      for (const [name, role] of Object.entries(wanted[kind])) {
        const label = `${LABELS[kind]} "${name}"`;
        if (!access.restricted)
          errors.push(
            `${label}: Environment "${environment}" is not restricted. Create it with \`Environment.objects.create("${environment}", { restricted: true })\`.`,
          );
        else if (kind === "users" && this.#owners.has(name))
          errors.push(`${label}: the role of an owner of the workspace cannot be changed.`);
        else if (role === null) roles[kind].delete(name);
        else roles[kind].set(name, role);
      }
    return errors;
  }
}

function gate(access: EnvironmentAccess): Gate {
  return { access, roles: { users: new Map(), serviceUsers: new Map() } };
}
