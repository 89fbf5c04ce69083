import { expect } from "vitest";
import * as modal from "modal-emulator";
import { asgiApp, InvalidError, Workspace } from "modal-emulator";
import { anApp, INLINE } from "../inline.ts";
import { type Area, expectAbsent, expectThrown, notOffline, works } from "../row.ts";

const BILLING = "nobody pays; `world.bill()` has costs by a rate card ([guide](bill.md))";

const app = anApp();
const guarded = app.function(
  INLINE,
  asgiApp({ requiresProxyAuth: true }, function guarded() {
    return () => new Response("gold");
  }),
);

export const workspaces: Area = {
  title: "Workspace",
  intro: "Who is in it is the option `workspace` of the world.",
  world: { workspace: { name: "acme", members: { ada: "owner" } } },
  deploys: [app],
  rows: [
    works("Workspace (from_context, name, members, billing, proxy_tokens, settings)", "Workspace", () => {
      expect(Workspace.fromContext()).toBeInstanceOf(Workspace);
    }),
    works("Workspace.from_context", "Workspace.fromContext()", async () => {
      expect((await Workspace.fromContext().hydrate()).objectId).toMatch(/^ac-/);
    }),
    works("Workspace.name", "workspace.name", async () => {
      expect((await Workspace.fromContext().hydrate()).name).toBe("acme");
    }),
    works("Workspace.members.list", "workspace.members.list()", async () => {
      expect(await Workspace.fromContext().members.list()).toMatchObject([{ name: "ada", role: "owner" }]);
    }),
    works(
      "Workspace.proxy_tokens.create",
      "workspace.proxyTokens.create()",
      async (world) => {
        const { tokenId, tokenSecret } = await Workspace.fromContext().proxyTokens.create();
        const headers = { "Modal-Key": tokenId, "Modal-Secret": tokenSecret };
        expect(await (await world.fetch(guarded.webUrl ?? "", { headers })).text()).toBe("gold");
      },
      "a token opens all environments until it is allowed in one; (only here) `world.proxyTokens` makes them without `await`",
    ),
    works("Workspace.proxy_tokens.list", "workspace.proxyTokens.list()", async () => {
      const { proxyTokens } = Workspace.fromContext();
      const { tokenId } = await proxyTokens.create();
      expect((await proxyTokens.list()).map((token) => token.tokenId)).toContain(tokenId);
    }),
    works("Workspace.proxy_tokens.allow", "workspace.proxyTokens.allow(id, environment)", async (world) => {
      const { proxyTokens } = Workspace.fromContext();
      const { tokenId, tokenSecret } = await proxyTokens.create();
      await world.deploy(anApp(), { environment: "prod" });
      await proxyTokens.allow(tokenId, "prod");
      const headers = { "Modal-Key": tokenId, "Modal-Secret": tokenSecret };
      expect((await world.fetch(guarded.webUrl ?? "", { headers })).status).toBe(401);
    }),
    works("Workspace.proxy_tokens.revoke", "workspace.proxyTokens.revoke(id, environment)", async () => {
      const { proxyTokens } = Workspace.fromContext();
      const { tokenId } = await proxyTokens.create();
      await proxyTokens.allow(tokenId, "main");
      expect(await proxyTokens.list({ environment: "main" })).toMatchObject(
        expect.arrayContaining([{ tokenId }].map((each) => expect.objectContaining(each))),
      );
      await proxyTokens.revoke(tokenId, "main");
    }),
    works("Workspace.proxy_tokens.delete", "workspace.proxyTokens.delete(id)", async () => {
      const { proxyTokens } = Workspace.fromContext();
      const { tokenId } = await proxyTokens.create();
      await proxyTokens.delete(tokenId);
      expect((await proxyTokens.list()).map((token) => token.tokenId)).not.toContain(tokenId);
    }),
    works("Workspace.settings.list", "workspace.settings.list()", async () => {
      expect(await Workspace.fromContext().settings.list()).toMatchObject({ "default-environment": "main" });
    }),
    works(
      "Workspace.settings.set",
      "workspace.settings.set(name, value)",
      async () => {
        const { settings } = Workspace.fromContext();
        await settings.set("image-builder-version", "2024.10");
        expect(await settings.list()).toMatchObject({ "image-builder-version": "2024.10" });
        await expectThrown(() => settings.set("colour" as never, "red"), InvalidError, "colour");
      },
      "images are built with `image-builder-version`",
    ),
    ...["rates", "report", "summary"].map((name) =>
      notOffline(`Workspace.billing.${name}`, BILLING, (world) => {
        expectAbsent(Workspace.fromContext(), "billing");
        expect(world.bill().total).toBeDefined();
      }),
    ),
    notOffline("modal.billing.workspace_billing_report", BILLING, () =>
      expectAbsent(modal, "billing", "workspaceBillingReport"),
    ),
  ],
};
