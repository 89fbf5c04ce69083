import { expect } from "vitest";
import { InvalidError, NotFoundError, WorkspaceManagementError } from "modal-emulator";
import type { Group } from "../case.js";

const restricted = { name: "closed", access: { restricted: true, defaultRole: "viewer" } } as const;

export const workspace = {
  "workspace.lookup": [
    [
      "has an id and a name",
      async ({ send }) => {
        const { objectId, name } = await send("workspace.lookup", {});
        expect(objectId).toMatch(/^ac-/);
        expect(name).toBe("emulator");
      },
    ],
  ],
  "workspace.members": [
    [
      "has an owner, if nobody is said to be in it",
      async ({ send }) => {
        expect(await send("workspace.members", {})).toMatchObject([{ name: "emulator", role: "owner" }]);
      },
    ],
  ],
  "workspace.settings": [
    [
      "begins with its own environment",
      async ({ send }) => {
        expect(await send("workspace.settings", {})).toMatchObject({ "default-environment": "main" });
      },
    ],
  ],
  "workspace.set": [
    [
      "keeps a setting",
      async ({ send }) => {
        expect(await send("workspace.set", { setting: "image-builder-version", value: "2024.10" })).toBeNull();
        expect(await send("workspace.settings", {})).toMatchObject({ "image-builder-version": "2024.10" });
      },
    ],
    [
      "names an environment that there is not",
      ({ refused }) =>
        refused("workspace.set", { setting: "default-environment", value: "nowhere" }, NotFoundError, '"nowhere"'),
    ],
  ],
  "proxyToken.create": [
    [
      "gives an id and a secret",
      async ({ send }) => {
        const { tokenId, tokenSecret } = await send("proxyToken.create", {});
        expect([tokenId.slice(0, 3), tokenSecret.slice(0, 3)]).toEqual(["wk-", "ws-"]);
      },
    ],
  ],
  "proxyToken.list": [
    [
      "has all of them, or those of an environment",
      async ({ send, refused }) => {
        const { tokenId } = await send("proxyToken.create", {});
        expect(await send("proxyToken.list", {})).toMatchObject([{ tokenId, scoped: false }]);
        expect(await send("proxyToken.list", { environment: "main" })).toEqual([]);
        await refused("proxyToken.list", { environment: "nowhere" }, NotFoundError, '"nowhere"');
      },
    ],
  ],
  "proxyToken.allow": [
    [
      "restricts a token to an environment",
      async ({ send, refused }) => {
        const { tokenId } = await send("proxyToken.create", {});
        expect(await send("proxyToken.allow", { tokenId, environment: "main" })).toBeNull();
        expect(await send("proxyToken.list", { environment: "main" })).toMatchObject([{ tokenId, scoped: true }]);
        await refused("proxyToken.allow", { tokenId: "wk-no", environment: "main" }, NotFoundError, "wk-no");
        await refused("proxyToken.allow", { tokenId, environment: "nowhere" }, NotFoundError, '"nowhere"');
      },
    ],
  ],
  "proxyToken.revoke": [
    [
      "takes that back",
      async ({ send, refused }) => {
        const { tokenId } = await send("proxyToken.create", {});
        await send("proxyToken.allow", { tokenId, environment: "main" });
        expect(await send("proxyToken.revoke", { tokenId, environment: "main" })).toBeNull();
        expect(await send("proxyToken.list", {})).toMatchObject([{ tokenId, scoped: true }]);
        expect(await send("proxyToken.list", { environment: "main" })).toEqual([]);
        await refused("proxyToken.revoke", { tokenId: "wk-no", environment: "main" }, NotFoundError, "wk-no");
      },
    ],
  ],
  "proxyToken.delete": [
    [
      "deletes one",
      async ({ send, refused }) => {
        const { tokenId } = await send("proxyToken.create", {});
        expect(await send("proxyToken.delete", { tokenId })).toBeNull();
        expect(await send("proxyToken.list", {})).toEqual([]);
        await refused("proxyToken.delete", { tokenId }, NotFoundError, tokenId);
      },
    ],
  ],
  "environment.roles": [
    [
      "has the default role of everybody else",
      async ({ send, refused }) => {
        await send("environment.create", restricted);
        expect(await send("environment.roles", { environment: "closed", excludeDefault: false })).toEqual({
          users: { emulator: "viewer" },
          serviceUsers: {},
        });
        expect(await send("environment.roles", { environment: "main", excludeDefault: true })).toEqual({
          users: {},
          serviceUsers: {},
        });
        await refused("environment.roles", { environment: "no", excludeDefault: false }, NotFoundError, '"no"');
      },
    ],
  ],
  "environment.setRoles": [
    [
      "names who is not in the workspace, and who cannot be given a role",
      async ({ send, refused }) => {
        await send("environment.create", restricted);
        const nobody = { environment: "closed", users: { nobody: "viewer" }, serviceUsers: {} } as const;
        await refused("environment.setRoles", nobody, InvalidError, 'User "nobody"');
        const owner = { environment: "closed", users: { emulator: "viewer" }, serviceUsers: {} } as const;
        await refused("environment.setRoles", owner, WorkspaceManagementError, 'User "emulator"');
        expect(await send("environment.setRoles", { environment: "closed", users: {}, serviceUsers: {} })).toBeNull();
      },
    ],
  ],
} satisfies Group;
