import { expect } from "vitest";
import * as modal from "modal-emulator";
import { Environment, NotFoundError } from "modal-emulator";
import { type Area, differs, expectAbsent, expectThrown, notOffline, works } from "../row.ts";

const BILLING = "nobody pays; `world.bill()` has costs by a rate card ([guide](bill.md))";

export const environments: Area = {
  title: "Environment",
  intro:
    "A name without an environment is looked up in that of the app around the call, else in the world's ([guide](secrets-and-environments.md)).",
  world: { workspace: { members: { ada: "owner", bob: "user" }, serviceUsers: ["bot"] } },
  rows: [
    works(
      "Environment.from_name(name, create_if_missing)",
      "Environment.fromName(name, { createIfMissing })",
      async () => {
        expect((await Environment.fromName("made", { createIfMissing: true }).hydrate()).objectId).toMatch(/^en-/);
        await expectThrown(() => Environment.fromName("none").hydrate(), NotFoundError, "none");
      },
    ),
    works("Environment.from_context()", "Environment.fromContext()", () => {
      expect(Environment.fromContext().name).toBe("main");
    }),
    works(
      "Environment.objects.create / list / delete",
      "Environment.objects.create / list / delete",
      async () => {
        await Environment.objects.create("managed");
        expect((await Environment.objects.list()).map(({ name }) => name)).toContain("managed");
        await Environment.objects.delete("managed");
        await expectThrown(() => Environment.fromName("managed").hydrate(), NotFoundError, "managed");
      },
      "deleting one stops its apps and deletes its objects, also the world's own, which is there again when something is put into it",
    ),
    works(
      "Environment.objects.create(restricted=, default_role=)",
      "Environment.objects.create(name, { restricted, defaultRole })",
      async () => {
        await Environment.objects.create("restricted", { restricted: true, defaultRole: "viewer" });
        expect(await Environment.fromName("restricted").roles.list()).toMatchObject({ users: { bob: "viewer" } });
      },
      "roles are kept and told, nothing is refused to anybody; without `defaultRole` it is `no-access` in a restricted environment",
    ),
    works("environment.roles.list", "environment.roles.list({ excludeDefault })", async () => {
      await Environment.objects.create("listed", { restricted: true });
      expect(await Environment.fromName("listed").roles.list({ excludeDefault: true })).toMatchObject({
        serviceUsers: {},
      });
    }),
    works("environment.roles.update", "environment.roles.update({ users, serviceUsers })", async () => {
      await Environment.objects.create("updated", { restricted: true });
      const { roles } = Environment.fromName("updated");
      await roles.update({ users: { bob: "contributor" }, serviceUsers: { bot: "viewer" } });
      expect(await roles.list()).toMatchObject({ users: { bob: "contributor" }, serviceUsers: { bot: "viewer" } });
    }),
    works(
      "environment.members.list",
      "environment.members.list()",
      async () => {
        await Environment.objects.create("older", { restricted: true, defaultRole: "viewer" });
        expect(await Environment.fromName("older").members.list()).toMatchObject({ users: { bob: "viewer" } });
      },
      "an old name of `roles`, with a warning",
    ),
    works("environment.members.update", "environment.members.update({ … })", async () => {
      await Environment.objects.create("renamed", { restricted: true });
      await Environment.fromName("renamed").members.update({ users: { bob: "viewer" } });
      expect(await Environment.fromName("renamed").roles.list()).toMatchObject({ users: { bob: "viewer" } });
    }),
    works(
      "environment.members.remove",
      "environment.members.remove({ users, serviceUsers })",
      async () => {
        await Environment.objects.create("left", { restricted: true, defaultRole: "viewer" });
        const { roles, members } = Environment.fromName("left");
        await roles.update({ users: { bob: "contributor" } });
        await members.remove({ users: ["bob"] });
        expect(await roles.list()).toMatchObject({ users: { bob: "viewer" } });
      },
      "the role of the environment holds again",
    ),
    works(
      "environment.roles / members / billing",
      "environment.roles, members",
      async () => {
        expect(await Environment.fromName("main").roles.list()).toHaveProperty("serviceUsers.bot");
      },
      "`members` with a warning; without `billing`",
    ),
    differs(
      "modal.environments.create/delete/list/update_environment",
      "Environment.objects.create / delete / list",
      "no functions of their own, and no new names for environments",
      async () => {
        expectAbsent(modal, "createEnvironment", "updateEnvironment");
        await Environment.objects.create("by-manager");
        expect((await Environment.objects.list()).map(({ name }) => name)).toContain("by-manager");
      },
    ),
    notOffline("environment.billing.report", BILLING, () => expectAbsent(Environment.fromName("main"), "billing")),
    notOffline("environment.billing.summary", BILLING, () => expectAbsent(Environment.fromName("main"), "billing")),
  ],
};
