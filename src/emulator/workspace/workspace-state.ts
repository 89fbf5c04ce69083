import { DEFAULT_IMAGE_BUILDER } from "../../contract/image-builder.js";
import type { WorkspaceSetting } from "../../contract/workspace-commands.js";
import { Ids } from "../kernel/ids.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { Random } from "../kernel/random.js";
import type { Environments } from "../storage/environments.js";
import { ProxyTokens } from "../web/proxy-tokens.js";
import { Access } from "./access.js";
import type { WorkspaceSettings } from "./workspace-people.js";

/** The workspace of a world. Modal: docs/modal/secrets-proxies-workspaces.md#workspaces. */
export class Workspace {
  readonly tokens: ProxyTokens;
  readonly access: Access;
  readonly #kernel: Kernel;
  readonly #settings: Map<WorkspaceSetting, string>;

  constructor(kernel: Kernel, environments: Environments, workspace: WorkspaceSettings) {
    this.#kernel = kernel;
    this.tokens = new ProxyTokens(kernel.seed, () => kernel.now);
    this.#settings = new Map([
      ["default-environment", environments.own],
      ["image-builder-version", DEFAULT_IMAGE_BUILDER],
    ]);
    this.access = new Access(kernel, environments, workspace);
    const { name, members } = workspace;
    const idOf = (what: string, prefix: "ac" | "us"): string =>
      new Ids(new Random(`${kernel.seed}/workspace/${what}`)).next(prefix);
    const joinedAt = kernel.now;
    kernel.handle("workspace.lookup", (_command, pending) => pending.reply({ objectId: idOf(name, "ac"), name }));
    kernel.handle("workspace.members", (_command, pending) =>
      pending.reply(
        Object.keys(members)
          .toSorted()
          .map((member) => ({
            name: member,
            email: `${member}@${name}.example`,
            userId: idOf(`member/${member}`, "us"),
            role: members[member] ?? "user",
            joinedAt,
          })),
      ),
    );
    kernel.handle("workspace.settings", (_command, pending) =>
      pending.reply(Object.fromEntries(this.#settings) as Record<WorkspaceSetting, string>),
    );
    kernel.handle("workspace.set", ({ setting, value }, pending) => {
      if (setting === "default-environment" && !environments.mustHave(value, pending)) return;
      this.#settings.set(setting, value);
      kernel.events.add("workspace.set", { setting, value });
      pending.reply(null);
    });
    this.#handleTokens(environments);
  }

  /** What images are built with. */
  get imageBuilder(): string {
    return this.#settings.get("image-builder-version") ?? DEFAULT_IMAGE_BUILDER;
  }

  #handleTokens(environments: Environments): void {
    const { tokens } = this;
    const { events } = this.#kernel;
    const find = (tokenId: string, pending: Pending): boolean => {
      const isThere = tokens.keys.includes(tokenId);
      if (!isThere) pending.fail("NotFoundError", `There is no proxy token ${tokenId}.`);
      return isThere;
    };
    this.#kernel.handle("proxyToken.create", (_command, pending) => {
      const { key, secret } = tokens.create();
      events.add("proxyToken.created", { object: key });
      pending.reply({ tokenId: key, tokenSecret: secret });
    });
    this.#kernel.handle("proxyToken.list", ({ environment }, pending) => {
      if (environment === undefined || environments.mustHave(environment, pending))
        pending.reply(tokens.list(environment));
    });
    this.#kernel.handle("proxyToken.allow", ({ tokenId, environment }, pending) => {
      if (!find(tokenId, pending) || !environments.mustHave(environment, pending)) return;
      tokens.allow(tokenId, environment);
      events.add("proxyToken.allowed", { object: tokenId, environment });
      pending.reply(null);
    });
    this.#kernel.handle("proxyToken.revoke", ({ tokenId, environment }, pending) => {
      if (!find(tokenId, pending) || !environments.mustHave(environment, pending)) return;
      tokens.revoke(tokenId, environment);
      events.add("proxyToken.revoked", { object: tokenId, environment });
      pending.reply(null);
    });
    this.#kernel.handle("proxyToken.delete", ({ tokenId }, pending) => {
      if (!find(tokenId, pending)) return;
      tokens.delete(tokenId);
      events.add("proxyToken.deleted", { object: tokenId });
      pending.reply(null);
    });
  }
}
