import { InvalidError } from "../../contract/errors.js";
import type { MemberRole } from "../../contract/workspace-commands.js";
import { checkOptions, describe, isPlainObject } from "../../checks/options.js";
import type { WorkspaceSettings } from "../workspace/workspace-people.js";

/** The workspace of a world, and who is in it. */
export interface WorkspaceOptions {
  /** 1 to 32 lower-case letters, digits and hyphens, as in addresses of web functions. Default: `"emulator"`. */
  name?: string;
  /** Members by name, with their roles. Default: an owner of the name of the workspace. */
  members?: Readonly<Record<string, MemberRole>>;
  /** Names of those that are no people. Default: none. */
  serviceUsers?: readonly string[];
}

const ROLES: readonly unknown[] = ["user", "manager", "owner"] satisfies MemberRole[];

/** @throws InvalidError for an unknown option or a bad value */
export function parseWorkspace(options: WorkspaceOptions): WorkspaceSettings {
  const what = "Emulator.start: workspace";
  if (!isPlainObject(options)) throw new InvalidError(`${what} must be an object, not ${describe(options)}.`);
  checkOptions(what, options, ["name", "members", "serviceUsers"]);
  const { name = "emulator" } = options;
  if (typeof name !== "string" || !/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(name))
    throw new InvalidError(
      `${what}.name must be 1 to 32 of the characters a-z 0-9 -, without a hyphen at either end, not ${describe(name)}.`,
    );
  const { members = { [name]: "owner" as const }, serviceUsers = [] } = options;
  if (!isPlainObject(members) || Object.keys(members).includes(""))
    throw new InvalidError(`${what}.members must be an object of roles by name, not ${describe(members)}.`);
  for (const [member, role] of Object.entries(members))
    if (!ROLES.includes(role))
      throw new InvalidError(
        `${what}.members: the role of "${member}" must be "user", "manager" or "owner", not ${describe(role)}.`,
      );
  if (!Array.isArray(serviceUsers) || !serviceUsers.every((user) => typeof user === "string" && user !== ""))
    throw new InvalidError(`${what}.serviceUsers must be a list of names, not ${describe(serviceUsers)}.`);
  return {
    name,
    members: { ...(members as Record<string, MemberRole>) },
    serviceUsers: [...(serviceUsers as readonly string[])],
  };
}
