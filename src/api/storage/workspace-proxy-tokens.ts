import { refuseCrossing } from "../codec/refuse-crossing.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { checkOptions, describe } from "../../checks/options.js";
import { refuseOptions } from "../../checks/refuse-options.js";
import { InvalidError } from "../../contract/errors.js";
import { sessionInSight } from "../session/session.js";

/** What the headers `Modal-Key` and `Modal-Secret` of a request have to say. */
export interface TokenData {
  /** `wk-…` */
  readonly tokenId: string;
  readonly tokenSecret: string;
}

/** A token that opens web functions with `requiresProxyAuth`, without its secret. */
export interface ProxyTokenInfo {
  readonly tokenId: string;
  readonly createdAt: Date;
  /** It opens certain environments only. */
  readonly scoped: boolean;
}

/**
 * The proxy tokens of a workspace, `workspace.proxyTokens`: requests to web functions with `requiresProxyAuth` carry one.
 * Modal: docs/modal/secrets-proxies-workspaces.md#workspaces, docs/modal/web-endpoints.md#the-edge.
 */
export class WorkspaceProxyTokens {
  static {
    refuseCrossing(WorkspaceProxyTokens, "WorkspaceProxyTokens", "Call `Workspace.fromContext()` where it is used.");
  }

  /** Makes a token, which opens web functions of all environments. */
  async create(): Promise<TokenData> {
    return await sessionInSight("workspace.proxyTokens.create").backend.send("proxyToken.create", {});
  }

  /**
   * All tokens, oldest first. Rejects with `NotFoundError` if there is no such environment.
   * @param options.environment only those that were allowed there
   */
  async list(options: { environment?: string } = {}): Promise<ProxyTokenInfo[]> {
    checkOptions("workspace.proxyTokens.list", options, ["environment"]);
    const { environment } = options;
    if (environment !== undefined) checkEnvironmentName(environment);
    const { backend } = sessionInSight("workspace.proxyTokens.list");
    const found = await backend.send("proxyToken.list", { environment });
    return found.map(({ createdAt, ...token }) => ({ ...token, createdAt: new Date(createdAt) }));
  }

  /**
   * Has a token open an environment; from the first time on it opens no other. Rejects with `NotFoundError` if there is no
   * such token or environment.
   */
  async allow(tokenId: string, environment: string): Promise<void> {
    check("allow", tokenId);
    checkEnvironmentName(environment);
    await sessionInSight("workspace.proxyTokens.allow").backend.send("proxyToken.allow", { tokenId, environment });
  }

  /** Takes that back; others that it opens stay. Rejects as `allow` does. */
  async revoke(tokenId: string, environment: string): Promise<void> {
    check("revoke", tokenId);
    checkEnvironmentName(environment);
    await sessionInSight("workspace.proxyTokens.revoke").backend.send("proxyToken.revoke", { tokenId, environment });
  }

  /** Deletes a token: it opens nothing any more. Rejects with `NotFoundError` if there is none. */
  async delete(tokenId: string): Promise<void> {
    check("delete", tokenId);
    await sessionInSight("workspace.proxyTokens.delete").backend.send("proxyToken.delete", { tokenId });
  }
}

function check(method: string, tokenId: unknown): void {
  if (typeof tokenId !== "string" || tokenId === "")
    throw new InvalidError(`workspace.proxyTokens.${method}: the id of a token is a text, got ${describe(tokenId)}.`);
}

refuseOptions(WorkspaceProxyTokens.prototype, { create: 0, allow: 2, revoke: 2, delete: 1 }, "workspace.proxyTokens");
