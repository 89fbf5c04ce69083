import { expect } from "vitest";
import { Environment, InvalidError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

test.override({ worldOptions: { workspace: { members: { ada: "owner", bob: "user" }, serviceUsers: ["bot"] } } });

// a process is warned once
test("members is an older name", async ({ world }) => {
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  await world.within(async () => {
    expect(await Environment.fromName("main").members.list({ excludeDefault: true })).toEqual({
      users: {},
      serviceUsers: {},
    });
  });
  expect((await warned).message).toContain("environment.members is deprecated. Use environment.roles.");
});

test("members lose their roles for that of the environment", async ({ world }) => {
  await world.within(async () => {
    await Environment.objects.create("prod", { restricted: true, defaultRole: "viewer" });
    const { members, roles } = Environment.fromName("prod");
    await roles.update({ users: { bob: "contributor" }, serviceUsers: { bot: "no-access" } });
    await members.remove({ users: ["bob"], serviceUsers: ["bot"] });
    expect(await roles.list({ excludeDefault: true })).toEqual({ users: {}, serviceUsers: {} });
    expect((await roles.list()).users["bob"]).toBe("viewer");
    await expectRejection(() => members.remove({ users: ["eve"] }), InvalidError, '"eve"');
    // @ts-expect-error a text
    await expectRejection(() => members.remove({ users: "bob" }), InvalidError, "list of names");
  });
});
