// Modal: docs/modal/environments.md#environment-objects
import { describe, expect } from "vitest";
import { App, Environment, InvalidError, NotFoundError, WorkspaceManagementError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("roles");
const listed = app.function({}, async function listed(environment: string) {
  return Environment.fromName(environment).roles.list({ excludeDefault: true });
});

test.override({
  worldOptions: {
    workspace: { members: { ada: "owner", bob: "user", eve: "user" }, serviceUsers: ["bot", "cron"] },
  },
});

describe("environment.roles", () => {
  test("in a restricted environment, everybody has the default role until they are given another", async ({
    world,
  }) => {
    await world.within(async () => {
      await Environment.objects.create("prod", { restricted: true });
      const { roles } = Environment.fromName("prod");
      expect(await roles.list()).toEqual({
        users: { ada: "no-access", bob: "no-access", eve: "no-access" },
        serviceUsers: { bot: "no-access", cron: "no-access" },
      });
      await roles.update({ users: { bob: "contributor" }, serviceUsers: { bot: "viewer" } });
      await roles.update({ users: { eve: "viewer" } });
      expect(await roles.list()).toEqual({
        users: { ada: "no-access", bob: "contributor", eve: "viewer" },
        serviceUsers: { bot: "viewer", cron: "no-access" },
      });
    });
    expect(world.events.of("environment.rolesSet")).toHaveLength(2);
    expect(await world.run(app, () => listed.remote("prod"))).toEqual({
      users: { bob: "contributor", eve: "viewer" },
      serviceUsers: { bot: "viewer" },
    });
  });

  test("a snapshot keeps who may do what, for the members that its next world has", async ({ world }) => {
    await world.within(async () => {
      await Environment.objects.create("prod", { restricted: true, defaultRole: "viewer" });
      await Environment.objects.create("open");
      await Environment.fromName("prod").roles.update({ users: { bob: "no-access", eve: "contributor" } });
    });
    await using next = await Emulator.start({
      from: await world.snapshot(),
      workspace: { members: { ada: "owner", bob: "user" } },
    });
    await next.within(async () => {
      const { roles } = Environment.fromName("prod");
      expect((await roles.list()).users).toEqual({ ada: "viewer", bob: "no-access" });
      await roles.update({ users: { bob: "viewer" } });
      expect((await roles.list({ excludeDefault: true })).users).toEqual({ bob: "viewer" });
      expect((await Environment.fromName("open").roles.list()).users).toMatchObject({ bob: "contributor" });
    });
  });

  test("the default role may be another; of others it is contributor", async ({ world }) => {
    await world.within(async () => {
      await Environment.objects.create("qa", { restricted: true, defaultRole: "viewer" });
      await Environment.objects.create("open");
      expect((await Environment.fromName("qa").roles.list()).users).toMatchObject({ bob: "viewer" });
      expect((await Environment.fromName("open").roles.list()).users).toMatchObject({ bob: "contributor" });
      expect((await Environment.fromName("open").roles.list({ excludeDefault: true })).users).toEqual({});
    });
  });

  test("who is not in the workspace is refused, and nothing is changed", async ({ world }) => {
    await world.within(async () => {
      await Environment.objects.create("prod", { restricted: true });
      const { roles } = Environment.fromName("prod");
      const users = { bob: "viewer", mallory: "viewer" } as const;
      await expectRejection(() => roles.update({ users }), InvalidError, 'User "mallory" not found in workspace');
      await expectRejection(
        () => roles.update({ serviceUsers: { bob: "viewer" } }),
        InvalidError,
        'Service user "bob"',
      );
      expect(await roles.list({ excludeDefault: true })).toEqual({ users: {}, serviceUsers: {} });
    });
  });

  test("several failures come in one error, and the others have their roles", async ({ world }) => {
    await world.within(async () => {
      await Environment.objects.create("open");
      const all = { users: { bob: "viewer", eve: "viewer" }, serviceUsers: { bot: "viewer" } } as const;
      await expectRejection(
        () => Environment.fromName("open").roles.update(all),
        WorkspaceManagementError,
        "3 errors occurred",
        'User "bob": Environment "open" is not restricted',
        'User "eve"',
        'Service user "bot"',
      );
      await Environment.objects.create("prod", { restricted: true });
      const { roles } = Environment.fromName("prod");
      const users = { ada: "viewer", bob: "viewer" } as const;
      await expectRejection(() => roles.update({ users }), WorkspaceManagementError, "1 error occurred", 'User "ada"');
      expect((await roles.list({ excludeDefault: true })).users).toEqual({ bob: "viewer" });
    });
  });

  test("an environment that is made anew has none of them", async ({ world }) => {
    await world.within(async () => {
      await Environment.objects.create("prod", { restricted: true });
      await Environment.fromName("prod").roles.update({ users: { bob: "viewer" } });
      await Environment.objects.delete("prod");
      await expectRejection(() => Environment.fromName("prod").roles.list(), NotFoundError, '"prod"');
      await Environment.objects.create("prod", { restricted: true });
      expect((await Environment.fromName("prod").roles.list({ excludeDefault: true })).users).toEqual({});
    });
  });

  test.for([
    [{ users: { bob: "admin" } }, "users.bob", '"admin"'],
    [{ users: ["bob"] }, "users must be an object"],
    [{ groups: {} }, "groups"],
  ] as const)("what is no role is refused: %j", async ([update, ...messages], { world }) => {
    await world.within(() =>
      expectRejection(() => Environment.fromName("main").roles.update(update as never), InvalidError, ...messages),
    );
  });

  test.for([
    [{ restricted: "yes" }, '"restricted"'],
    [{ restricted: true, defaultRole: "admin" }, '"admin"'],
    [{ defaultRole: "viewer" }, "needs `restricted: true`"],
    [{ open: true }, "open"],
  ] as const)("so is what an environment cannot be made with: %j", async ([options, message], { world }) => {
    await world.within(() =>
      expectRejection(() => Environment.objects.create("prod", options as never), InvalidError, message),
    );
  });
});
