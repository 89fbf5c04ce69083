// Modal: docs/modal/apps.md#states
import { describe, expect } from "vitest";
import { App, enter, Environment, InvalidError, type AppInfo } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("told");
const own = app.function({}, async function own(): Promise<[AppInfo, string | undefined]> {
  return [await app.info(), app.environmentName];
});
app.server(
  {},
  class Pages {
    start = enter(() => {});
  },
);

describe("app.info", () => {
  test("tells of an app that runs, from without and within", async ({ world }) => {
    const running = await world.run(app, async () => {
      const info = await app.info();
      expect(info).toEqual({
        appId: app.appId,
        description: "told",
        lifecycle: { state: "ephemeral", createdAt: expect.any(Date), createdBy: "emulator" },
        functions: { own: own.functionId },
        servers: { Pages: expect.stringMatching(/^fu-/) },
      });
      expect(await own.remote()).toEqual([info, "main"]);
      return info;
    });
    await world.within(async () => {
      const { lifecycle } = await app.info({ refresh: true });
      expect(lifecycle).toMatchObject({ state: "stopped", stoppedBy: "emulator", stoppedAt: expect.any(Date) });
      expect(lifecycle.createdAt).toEqual(running.lifecycle.createdAt);
    });
  });

  test("tells of deployments, and of one in another environment", async ({ world }) => {
    await world.deploy(app, { environment: "dev" });
    await world.deploy(app, { environment: "dev" });
    await world.within(async () => {
      const found = await App.lookup("told", { environment: "dev" });
      expect(found.environmentName).toBe("dev");
      expect((await found.info()).lifecycle).toMatchObject({ state: "deployed", version: 2, deployedBy: "emulator" });
    });
  });

  test("needs an app that is known, and no other options", async ({ world }) => {
    expect(new App("unknown").environmentName).toBeUndefined();
    await world.within(() => expectRejection(() => new App("unknown").info(), InvalidError, "unknown"));
    await world.run(app, () => expectRejection(() => app.info({ now: true } as never), InvalidError, '"now"'));
  });
});

describe("environment.apps", () => {
  test("lists handles of what has not stopped, newest first", async ({ world }) => {
    await world.run(app, () => undefined);
    await world.deploy(app, { environment: "dev" });
    await world.deploy(app);
    const other = new App("other");
    await world.run(other, async () => {
      const listed = await Array.fromAsync(Environment.fromName("main").apps.list());
      expect(listed.map(({ name }) => name)).toEqual(["other", "told"]);
      expect(listed[0]?.appId).toBe(other.appId);
      expect(listed[1]?.environmentName).toBe("main");
      expect((await listed[1]?.info())?.lifecycle.state).toBe("deployed");
      expect(() => listed[1]?.registeredFunctions).toThrow(TypeError);
    });
    const inDev = await world.within(() => Array.fromAsync(Environment.fromName("dev").apps.list()));
    expect(inDev.map(({ name }) => name)).toEqual(["told"]);
  });
});
