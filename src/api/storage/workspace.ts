import { refuseCrossing } from "../codec/refuse-crossing.js";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { describe } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { refuseOptions } from "../../checks/refuse-options.js";
import { InvalidError, VersionError } from "../../contract/errors.js";
import { IMAGE_BUILDERS, isImageBuilder } from "../../contract/image-builder.js";
import { WORKSPACE_SETTINGS, type MemberRole, type WorkspaceSetting } from "../../contract/workspace-commands.js";
import { sessionInSight } from "../session/session.js";
import { WorkspaceProxyTokens } from "./workspace-proxy-tokens.js";

/** A member of the workspace. */
export interface WorkspaceMemberInfo {
  readonly name: string;
  readonly email: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly joinedAt: Date;
  /** `null`: nobody has been seen. */
  readonly lastActiveAt: Date | null;
}

/** Who is in a workspace: `workspace.members`. */
export class WorkspaceMembers {
  static {
    refuseCrossing(WorkspaceMembers, "WorkspaceMembers", "Call `Workspace.fromContext()` where it is used.");
  }

  /** All of them, by name. */
  async list(): Promise<WorkspaceMemberInfo[]> {
    const found = await sessionInSight("workspace.members.list").backend.send("workspace.members", {});
    return found.map(({ joinedAt, ...member }) => ({ ...member, joinedAt: new Date(joinedAt), lastActiveAt: null }));
  }
}

/**
 * What holds in a whole workspace: `workspace.settings`. Images are built with `image-builder-version`; nothing acts
 * on `default-environment`, which is kept and told.
 */
export class WorkspaceSettingsManager {
  static {
    refuseCrossing(
      WorkspaceSettingsManager,
      "WorkspaceSettingsManager",
      "Call `Workspace.fromContext()` where it is used.",
    );
  }

  async list(): Promise<Record<WorkspaceSetting, string>> {
    return { ...(await sessionInSight("workspace.settings.list").backend.send("workspace.settings", {})) };
  }

  /**
   * Rejects with `InvalidError` for another name or a value that is no text, `NotFoundError` for a
   * `default-environment` and `VersionError` for an `image-builder-version` that there is not.
   */
  async set(name: WorkspaceSetting, value: string): Promise<void> {
    if (!WORKSPACE_SETTINGS.includes(name))
      throw new InvalidError(
        `workspace.settings.set: there is no setting ${describe(name)}. Settings are ${WORKSPACE_SETTINGS.map((each) => `"${each}"`).join(" and ")}.`,
      );
    if (typeof value !== "string" || value === "")
      throw new InvalidError(`workspace.settings.set: a value is a text that is not empty, got ${describe(value)}.`);
    if (name === "image-builder-version" && !isImageBuilder(value))
      throw new VersionError(
        `workspace.settings.set: there is no image builder ${describe(value)}. There are ${IMAGE_BUILDERS.join(", ")}.`,
      );
    await sessionInSight("workspace.settings.set").backend.send("workspace.set", { setting: name, value });
  }
}

/**
 * The workspace of the world in sight; tests say who is in it by the option `workspace` of the world.
 * Modal: docs/modal/secrets-proxies-workspaces.md#workspaces.
 */
export class Workspace {
  #found: { readonly objectId: string; readonly name: string } | undefined;
  declare private readonly brand: "Workspace";

  static {
    refuseCrossing(Workspace, "Workspace", "Call `Workspace.fromContext()` where it is used.");
  }

  private constructor(key: typeof constructing) {
    checkConstructing("Workspace", key, "Workspace.fromContext");
  }

  /** The one that there is; `hydrate` asks for its name. */
  static fromContext(): Workspace {
    return new Workspace(constructing);
  }

  /** `undefined` until it was asked for by `hydrate`. */
  get name(): string | undefined {
    return this.#found?.name;
  }

  /** `ac-…`, `undefined` until it was asked for by `hydrate`. */
  get objectId(): string | undefined {
    return this.#found?.objectId;
  }

  get members(): WorkspaceMembers {
    return new WorkspaceMembers();
  }

  get settings(): WorkspaceSettingsManager {
    return new WorkspaceSettingsManager();
  }

  get proxyTokens(): WorkspaceProxyTokens {
    return new WorkspaceProxyTokens();
  }

  async hydrate(): Promise<this> {
    this.#found = await sessionInSight("Workspace.hydrate").backend.send("workspace.lookup", {});
    return this;
  }
}

refuseAssignments(Workspace, "It is changed by `settings` and `proxyTokens`.", ["name", "objectId"]);
refuseOptions(Workspace, { fromContext: 0 });
refuseOptions(Workspace.prototype, { hydrate: 0 });
refuseOptions(WorkspaceMembers.prototype, { list: 0 }, "workspace.members");
refuseOptions(WorkspaceSettingsManager.prototype, { list: 0, set: 2 }, "workspace.settings");
