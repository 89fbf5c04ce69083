/** What somebody may do in a workspace. */
export type MemberRole = "user" | "manager" | "owner";

/** What somebody may do in an environment with restricted access. */
export type EnvironmentRole = "contributor" | "viewer" | "no-access";

export const ENVIRONMENT_ROLES: readonly EnvironmentRole[] = ["contributor", "viewer", "no-access"];

/** Who has which role in an environment, by name. */
export interface EnvironmentRoles {
  readonly users: Readonly<Record<string, EnvironmentRole>>;
  readonly serviceUsers: Readonly<Record<string, EnvironmentRole>>;
}

/** Roles to give, by name; null: that of the environment again. */
export type RoleChanges = { readonly [K in keyof EnvironmentRoles]: Readonly<Record<string, EnvironmentRole | null>> };

/** Who may come into a new environment. */
export interface EnvironmentAccess {
  /** Roles count there. */
  readonly restricted: boolean;
  /** Of everybody who has none of their own. */
  readonly defaultRole: EnvironmentRole;
}

/** Who may do what in an environment: for everybody, and for those who have a role of their own. */
export interface EnvironmentGate extends EnvironmentAccess, EnvironmentRoles {}

/** Settings of a workspace that may be changed. */
export const WORKSPACE_SETTINGS = ["default-environment", "image-builder-version"] as const;
/** The name of a setting of the workspace that may be changed. */
export type WorkspaceSetting = (typeof WORKSPACE_SETTINGS)[number];

export interface StoredMember {
  readonly name: string;
  readonly email: string;
  readonly userId: string;
  readonly role: MemberRole;
  /** Epoch milliseconds. */
  readonly joinedAt: number;
}

export interface StoredProxyToken {
  readonly tokenId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** It opens certain environments only. */
  readonly scoped: boolean;
}

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/** Every command about the workspace, and who may do what in it. */
export interface WorkspaceCommands {
  readonly "workspace.lookup": Entry<object, { objectId: string; name: string }>;
  readonly "workspace.members": Entry<object, readonly StoredMember[]>;
  readonly "workspace.settings": Entry<object, Readonly<Record<WorkspaceSetting, string>>>;
  readonly "workspace.set": Entry<{ setting: WorkspaceSetting; value: string }, null>;
  readonly "proxyToken.create": Entry<object, { tokenId: string; tokenSecret: string }>;
  /** With an environment, only those that were allowed there. */
  readonly "proxyToken.list": Entry<{ environment?: string | undefined }, readonly StoredProxyToken[]>;
  readonly "proxyToken.allow": Entry<{ tokenId: string; environment: string }, null>;
  readonly "proxyToken.revoke": Entry<{ tokenId: string; environment: string }, null>;
  readonly "proxyToken.delete": Entry<{ tokenId: string }, null>;
  /** `excludeDefault`: without those who have no role of their own. */
  readonly "environment.roles": Entry<{ environment: string; excludeDefault: boolean }, EnvironmentRoles>;
  readonly "environment.setRoles": Entry<{ environment: string } & RoleChanges, null>;
}
