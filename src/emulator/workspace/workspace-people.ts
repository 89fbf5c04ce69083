import type { MemberRole } from "../../contract/workspace-commands.js";

/** A workspace, as whoever has made the world wants it. */
export interface WorkspaceSettings {
  readonly name: string;
  /** By name. */
  readonly members: Readonly<Record<string, MemberRole>>;
  readonly serviceUsers: readonly string[];
}
