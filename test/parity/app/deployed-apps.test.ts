// Modal: docs/modal/containers.md#experimental-helpers
import { describe, expect } from "vitest";
import { App, experimental, Function_, InvalidError, method, NotFoundError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("deployed");
const double = app.function({}, async function double(x: number) {
  return 2 * x;
});
app.cls(
  {},
  class Greeter {
    greet = method(async () => "hello");
  },
);

describe("deployed apps", () => {
  test("are listed, newest first, by environment", async ({ world }) => {
    await world.deploy(app);
    await world.deploy(app, { name: "second" });
    await world.deploy(app, { name: "elsewhere", environment: "prod" });
    await world.run(new App("runs"), async () => {
      expect((await experimental.listDeployedApps()).map(({ name }) => name)).toEqual(["second", "deployed"]);
      expect(await experimental.listDeployedApps({ environment: "prod" })).toMatchObject([
        { name: "elsewhere", state: "deployed", version: 1, createdAt: new Date(world.clock.now()), stoppedAt: null },
      ]);
    });
  });

  test("have a life that can be asked for, also when they were stopped", async ({ world }) => {
    await world.deploy(app);
    await world.deploy(app);
    await world.within(async () => {
      expect(await experimental.getAppLifecycle("deployed")).toMatchObject({ state: "deployed", version: 2 });
      await experimental.stopApp("deployed");
      const { state, stoppedAt } = await experimental.getAppLifecycle("deployed");
      expect([state, stoppedAt]).toEqual(["stopped", new Date(world.clock.now())]);
      await expectRejection(() => Function_.fromName("deployed", "double").remote(1), NotFoundError);
      await expectRejection(() => experimental.stopApp("deployed"), NotFoundError, '"deployed"');
      await expectRejection(() => experimental.getAppLifecycle("none"), NotFoundError, '"none"');
    });
  });

  test("have functions and classes that can be called", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const objects = await experimental.getAppObjects("deployed", { environment: "main" });
      expect(Object.keys(objects).toSorted()).toEqual(["Greeter", "double"]);
      expect(await (objects["double"] as typeof double).remote(2)).toBe(4);
      await expectRejection(() => experimental.getAppObjects("none"), NotFoundError, '"none"');
    });
  });

  test("are asked for by names, and no unknown option", async ({ world }) => {
    await world.within(async () => {
      await expectRejection(() => experimental.stopApp("a b"), InvalidError, "Invalid App name");
      // @ts-expect-error no such option
      await expectRejection(() => experimental.listDeployedApps({ client: 1 }), InvalidError, "client");
    });
  });
});
