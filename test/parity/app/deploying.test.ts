// Modal: docs/modal/apps.md#deploying, docs/modal/apps.md#looking-up
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Function_, InvalidError, NotFoundError, RemoteError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { app as smaller, price as cheaper } from "../apps/smaller-shop.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("shop");
const price = app.function({ maxContainers: 3 }, async function price(x: number) {
  return 10 * x;
});
const slow = app.function({}, async function slow(ms: number) {
  await sleep(ms);
  return "done";
});
const warm = app.function({ minContainers: 1 }, async function warm() {
  return "warm";
});
app.localEntrypoint(async function main() {});

const nameless = new App();
nameless.function({}, async function one() {
  return 1;
});
const badName = new App("bad name!");

describe("app.deploy", () => {
  test("needs a name", async ({ world }) => {
    await expectRejection(() => world.deploy(nameless), InvalidError, "needs a name", "new App(");
  });

  test("takes the name from its option", async ({ world }) => {
    await world.deploy(nameless, { name: "named-now" });
    expect(world.events.of("app.deployed")).toMatchObject([{ name: "named-now", version: 1 }]);
    expect(await world.within(() => Function_.fromName("named-now", "one").remote())).toBe(1);
  });

  // Modal: docs/modal/handles-and-names.md#names
  test("checks the name that the constructor let pass", async ({ world }) => {
    expect(badName.name).toBe("bad name!");
    await expectRejection(() => world.deploy(badName), InvalidError, "Invalid App name", "bad name!");
    await expectRejection(() => world.deploy(app, { name: "x".repeat(65) }), InvalidError, "Invalid App name");
  });

  test("knows two strategies", async ({ world }) => {
    await expectRejection(
      // @ts-expect-error no such strategy
      () => world.deploy(app, { strategy: "blue-green" }),
      InvalidError,
      "blue-green",
      "rolling",
      "recreate",
    );
  });

  test("takes a tag of at most 50 characters, and no unknown option", async ({ world }) => {
    await world.deploy(app, { tag: "v1.2" });
    expect(world.events.of("app.deployed")).toMatchObject([{ tag: "v1.2" }]);
    await expectRejection(() => world.deploy(app, { tag: "x".repeat(51) }), InvalidError);
    // @ts-expect-error no such option
    await expectRejection(() => world.deploy(app, { environmentName: "main" }), InvalidError, "environmentName");
  });

  test("returns the app, whose functions can be called from then on, without a run", async ({ world }) => {
    expect(await world.deploy(app)).toBe(app);
    expect(await world.within(() => price.remote(2))).toBe(20);
    expect(world.events.of("app.stopped")).toEqual([]);
  });

  test("works while the app runs; its functions outlive that run", async ({ world }) => {
    await world.run(app, async () => {
      await world.deploy(app);
      expect(await price.remote(3)).toBe(30);
    });
    expect(await world.within(() => price.remote(4))).toBe(40);
  });

  test("starts the containers that are kept warm", async ({ world }) => {
    await world.deploy(app);
    await world.clock.runUntilIdle();
    expect(world.containers(warm)).toMatchObject([{ reason: "0 of min 1 containers alive", stoppedAt: null }]);
  });

  test("does not deploy local entrypoints", async ({ world }) => {
    await world.deploy(app);
    await expectRejection(() => world.within(() => Function_.lookup("shop", "main")), NotFoundError, "main");
  });
});

describe("deploying again under the same name", () => {
  test("keeps the ids of the app and of its functions, and counts versions from 1", async ({ world }) => {
    const ids = (): unknown => world.within(() => [app.appId, price.functionId, slow.functionId]);
    await world.deploy(app);
    const first = ids();
    await world.deploy(app);
    expect(ids()).toEqual(first);
    expect(world.events.of("app.deployed").map(({ version }) => version)).toEqual([1, 2]);
  });

  test("replaces the functions", async ({ world }) => {
    await world.deploy(app);
    const found = Function_.fromName<typeof price>("shop", "price");
    expect(await world.within(() => found.remote(1))).toBe(10);
    await world.deploy(smaller);
    expect(await world.within(() => found.remote(1))).toBe(9);
    expect(world.within(() => cheaper.functionId)).toBe(world.within(() => found.functionId));
  });

  test("drops the functions that the new version lacks", async ({ world }) => {
    await world.deploy(app);
    await world.within(() => Function_.lookup("shop", "slow"));
    await world.deploy(smaller);
    await expectRejection(() => world.within(() => Function_.lookup("shop", "slow")), NotFoundError, "slow");
  });

  test("makes a handle to a dropped function useless: a NotFoundError", async ({ world }) => {
    await world.deploy(app);
    const found = await world.within(() => Function_.lookup("shop", "slow"));
    await world.deploy(smaller);
    await expectRejection(() => world.within(() => found.remote(1)), NotFoundError, "left it out");
  });

  test("terminates what waits for a function that is dropped", async ({ world }) => {
    await world.deploy(app);
    const waiting = await world.within(() => slow.spawn(1000));
    await world.deploy(smaller);
    await expectRejection(() => world.within(() => waiting.get()), RemoteError, "slow", "left out");
  });

  test("lets what runs in a function that is dropped end", async ({ world }) => {
    await world.deploy(app);
    const running = await world.within(() => slow.spawn(1000));
    await world.clock.advance(500);
    await world.deploy(smaller);
    expect(await world.within(() => running.get())).toBe("done");
    expect(world.containers(slow).every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
  });

  test("rolling (the default): an old container finishes its input, new inputs go to new containers", async ({
    world,
  }) => {
    await world.deploy(app);
    const before = await world.within(() => slow.spawn(10_000));
    await world.clock.advance({ seconds: 1 });
    await world.deploy(app);
    const after = await world.within(() => slow.spawn(1000));
    expect(await world.within(() => Promise.all([before.get(), after.get()]))).toEqual(["done", "done"]);
    const [old, fresh, ...others] = world.containers(slow);
    expect(others).toEqual([]);
    expect(old?.stoppedAt).toBe(Date.parse("2026-01-01T00:00:10Z"));
    expect(fresh).toMatchObject({ createdAt: Date.parse("2026-01-01T00:00:01Z"), stoppedAt: null });
    expect(world.events.of("attempt.started")).toHaveLength(2);
  });

  test("rolling: idle containers stop at once, warm ones are replaced", async ({ world }) => {
    await world.deploy(app);
    await world.clock.runUntilIdle();
    await world.deploy(app);
    await world.clock.runUntilIdle();
    expect(world.containers(warm).map(({ stoppedAt }) => stoppedAt === null)).toEqual([false, true]);
    expect(world.events.of("container.stopped")).toMatchObject([{ reason: "replaced by a newer deployment" }]);
  });

  test("recreate: old containers are stopped, their inputs run again in new ones", async ({ world }) => {
    await world.deploy(app);
    const call = await world.within(() => slow.spawn(10_000));
    await world.clock.advance({ seconds: 1 });
    await world.deploy(app, { strategy: "recreate" });
    expect(await world.within(() => call.get())).toBe("done");
    expect(world.clock.now()).toBe(Date.parse("2026-01-01T00:00:11Z"));
    expect(world.containers(slow).map(({ stoppedAt }) => stoppedAt)).toEqual([
      Date.parse("2026-01-01T00:00:01Z"),
      null,
    ]);
    expect(slow).toHaveRun({ times: 1 });
    expect(slow).not.toHaveRetried();
  });

  test("resets what updateAutoscaler changed", async ({ world }) => {
    await world.deploy(app);
    await world.within(() => price.updateAutoscaler({ minContainers: 2, maxContainers: 9 }));
    await world.deploy(app);
    expect(await world.within(() => price.updateAutoscaler({}))).toMatchObject({ minContainers: 0, maxContainers: 3 });
  });

  test("a handle from before goes on to work", async ({ world }) => {
    await world.deploy(app);
    const call = await world.within(() => price.spawn(3));
    await world.deploy(app);
    expect(await world.within(() => call.get())).toBe(30);
    expect(await world.within(() => price.remote(4))).toBe(40);
  });
});

describe("App.lookup", () => {
  test("checks the name", async ({ world }) => {
    await expectRejection(() => world.within(() => App.lookup("bad name!")), InvalidError, "Invalid App name");
  });

  test("of an app that is not deployed is a NotFoundError, naming app and environment", async ({ world }) => {
    await expectRejection(() => world.within(() => App.lookup("nobody")), NotFoundError, "nobody", "main");
  });

  test("does not find an app that merely runs", async ({ world }) => {
    await world.run(app, () => expectRejection(() => App.lookup("shop"), NotFoundError, "shop"));
  });

  test("finds a deployed app by its name, with the same id", async ({ world }) => {
    await world.deploy(app);
    const found = await world.within(() => App.lookup("shop"));
    expect(world.within(() => found.appId)).toBe(world.within(() => app.appId));
    expect(found.name).toBe("shop");
  });

  test("creates an empty app if it is missing and createIfMissing is set, once", async ({ world }) => {
    const first = await world.within(() => App.lookup("made", { createIfMissing: true }));
    const second = await world.within(() => App.lookup("made", { createIfMissing: true }));
    expect(world.within(() => first.appId)).toMatch(/^ap-/);
    expect(world.within(() => second.appId)).toBe(world.within(() => first.appId));
  });

  test("gives an app without local state: what it registers cannot be read, and it cannot be included", async ({
    world,
  }) => {
    const found = await world.within(() => App.lookup("made", { createIfMissing: true }));
    expectError(() => found.registeredFunctions, TypeError, "Local state is not initialized", "made");
    expectError(() => found.registeredEntrypoints, TypeError, "Local state is not initialized");
    expectError(() => new App("including").include(found), TypeError, "Local state is not initialized");
  });

  test("takes no unknown option", async ({ world }) => {
    // @ts-expect-error no such option
    await expectRejection(() => world.within(() => App.lookup("made", { create: true })), InvalidError, "create");
  });
});
