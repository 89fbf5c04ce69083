// Modal: docs/modal/secrets-proxies-workspaces.md#workspaces
import { describe, expect } from "vitest";
import { App, Environment, fastapiEndpoint, InvalidError, NotFoundError, Workspace } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("shop");
app.function(
  {},
  fastapiEndpoint({ requiresProxyAuth: true }, async function price() {
    return 3;
  }),
);
const look = app.function({}, async function look() {
  const workspace = await Workspace.fromContext().hydrate();
  return [workspace.name, workspace.objectId, (await workspace.members.list()).map(({ name }) => name)];
});

test.override({
  worldOptions: {
    workspace: { name: "acme", members: { eve: "user", ada: "owner", bob: "manager" }, serviceUsers: ["bot"] },
  },
});

describe("Workspace.fromContext()", () => {
  test("has a name and an id once it was looked up, the same in containers", async ({ world }) => {
    const workspace = Workspace.fromContext();
    expect([workspace.name, workspace.objectId]).toEqual([undefined, undefined]);
    await world.run(app, async () => {
      await workspace.hydrate();
      expect([workspace.name, workspace.objectId]).toEqual(["acme", expect.stringMatching(/^ac-[0-9A-Za-z]{22}$/)]);
      expect(await look.remote()).toEqual([workspace.name, workspace.objectId, ["ada", "bob", "eve"]]);
    });
  });

  test("is the only way to one", () => {
    // @ts-expect-error -- its constructor is private
    expect(() => new Workspace()).toThrow("Workspace has no constructor. Use Workspace.fromContext.");
  });

  test("its name is in addresses of web functions", async ({ world }) => {
    await world.deploy(app);
    expect((await world.fetch("https://emulator--shop-price.modal.run/")).status).toBe(404);
    expect((await world.fetch("https://acme--shop-price.modal.run/")).status).toBe(401);
  });
});

describe("members", () => {
  test("are those that the world was told of, by name", async ({ world }) => {
    const members = await world.within(() => Workspace.fromContext().members.list());
    expect(members.map(({ name, role, lastActiveAt }) => [name, role, lastActiveAt])).toEqual([
      ["ada", "owner", null],
      ["bob", "manager", null],
      ["eve", "user", null],
    ]);
    expect(members[0]).toMatchObject({ email: "ada@acme.example", joinedAt: new Date(world.clock.now()) });
    expect(new Set(members.map(({ userId }) => userId)).size).toBe(3);
  });

  test("without any, the workspace has an owner", async () => {
    await using world = await Emulator.start();
    const members = await world.within(() => Workspace.fromContext().members.list());
    expect(members.map(({ name, role }) => [name, role])).toEqual([["emulator", "owner"]]);
  });

  test.for([
    [{ name: "Acme" }, "workspace.name", '"Acme"'],
    [{ name: "-" }, "workspace.name", '"-"'],
    [{ members: { ada: "admin" } }, '"ada"', '"admin"'],
    [{ members: ["ada"] }, "workspace.members", "list"],
    [{ serviceUsers: "bot" }, "workspace.serviceUsers", '"bot"'],
    [{ owner: "ada" }, "owner"],
    ["acme", "workspace must be an object"],
  ] as const)("what the world is told is checked: %j", async ([workspace, ...messages]) => {
    await expectRejection(() => Emulator.start({ workspace } as never), InvalidError, ...messages);
  });
});

describe("settings", () => {
  test("are kept", async ({ world }) => {
    await world.within(async () => {
      const { settings } = Workspace.fromContext();
      expect(await settings.list()).toEqual({ "default-environment": "main", "image-builder-version": "2025.06" });
      await Environment.objects.create("prod");
      await settings.set("default-environment", "prod");
      await settings.set("image-builder-version", "2024.10");
      expect(await settings.list()).toEqual({ "default-environment": "prod", "image-builder-version": "2024.10" });
    });
    expect(world.events.of("workspace.set").map(({ setting, value }) => [setting, value])).toEqual([
      ["default-environment", "prod"],
      ["image-builder-version", "2024.10"],
    ]);
  });

  test("others are refused", async ({ world }) => {
    await world.within(async () => {
      const { settings } = Workspace.fromContext();
      await expectRejection(() => settings.set("colour" as never, "red"), InvalidError, '"colour"');
      await expectRejection(() => settings.set("image-builder-version", ""), InvalidError, "not empty");
      await expectRejection(() => settings.set("default-environment", "nowhere"), NotFoundError, '"nowhere"');
    });
  });
});

describe("proxyTokens", () => {
  const statusFor = async (world: Emulator, { tokenId, tokenSecret }: { tokenId: string; tokenSecret: string }) => {
    const headers = { "Modal-Key": tokenId, "Modal-Secret": tokenSecret };
    const answers = ["acme", "acme-prod"].map((host) =>
      world.fetch(`https://${host}--shop-price.modal.run/`, { headers }),
    );
    return (await Promise.all(answers)).map(({ status }) => status);
  };

  test("open web functions, of certain environments once they were allowed there", async ({ world }) => {
    await world.deploy(app);
    await world.deploy(app, { environment: "prod" });
    await world.within(async () => {
      const { proxyTokens } = Workspace.fromContext();
      const token = await proxyTokens.create();
      expect(await statusFor(world, token)).toEqual([200, 200]);
      await proxyTokens.allow(token.tokenId, "prod");
      expect(await statusFor(world, token)).toEqual([401, 200]);
      await proxyTokens.allow(token.tokenId, "main");
      expect(await statusFor(world, token)).toEqual([200, 200]);
      await proxyTokens.revoke(token.tokenId, "prod");
      expect(await statusFor(world, token)).toEqual([200, 401]);
      await proxyTokens.delete(token.tokenId);
      expect(await statusFor(world, token)).toEqual([401, 401]);
    });
  });

  test("are those of world.proxyTokens", async ({ world }) => {
    const { key } = world.proxyTokens.create();
    await world.within(async () => {
      const { proxyTokens } = Workspace.fromContext();
      const { tokenId } = await proxyTokens.create();
      expect(world.proxyTokens.list()).toEqual([key, tokenId]);
      const createdAt = new Date(world.clock.now());
      expect(await proxyTokens.list()).toEqual([
        { tokenId: key, createdAt, scoped: false },
        { tokenId, createdAt, scoped: false },
      ]);
      await proxyTokens.allow(tokenId, "main");
      expect(await proxyTokens.list({ environment: "main" })).toEqual([{ tokenId, createdAt, scoped: true }]);
    });
  });

  test("what there is not is named", async ({ world }) => {
    await world.within(async () => {
      const { proxyTokens } = Workspace.fromContext();
      const { tokenId } = await proxyTokens.create();
      await expectRejection(() => proxyTokens.delete("wk-none"), NotFoundError, "wk-none");
      await expectRejection(() => proxyTokens.allow(tokenId, "nowhere"), NotFoundError, '"nowhere"');
      await expectRejection(() => proxyTokens.revoke(tokenId, "en-1"), InvalidError, '"en-1"');
      await expectRejection(() => proxyTokens.delete(7 as never), InvalidError, "got 7");
      await expectRejection(() => proxyTokens.list({ env: "main" } as never), InvalidError, "env");
    });
  });
});
