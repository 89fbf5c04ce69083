// Modal: docs/modal/secrets-proxies-workspaces.md#proxies
import { describe, expect } from "vitest";
import { App, ClientClosed, ExecutionError, InvalidError, NotFoundError, Proxy } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("proxies");
const gated = app.function({ proxy: Proxy.fromName("static") }, async function gated(other?: Proxy) {
  return other ? (await other.hydrate()).objectId : "ran";
});
const Gated = new App("proxies-class");
Gated.cls({ proxy: Proxy.fromName("static", { environment: "dev" }) }, class Gate {});

describe("a proxy", () => {
  test("is looked up by its name when it is used, in its environment", async ({ world }) => {
    const proxy = Proxy.fromName("static");
    await expectRejection(() => proxy.hydrate(), ExecutionError, "no world is in sight");
    const missing = ['Proxy "static" does not exist in environment "main"', '`world.proxies.create("static")`'];
    await world.within(() => expectRejection(() => proxy.hydrate(), NotFoundError, ...missing));
    world.proxies.create("static", { environment: "dev" });
    await world.within(() => expectRejection(() => proxy.hydrate(), NotFoundError, ...missing));
    world.proxies.create("static");
    await world.within(async () => {
      expect((await proxy.hydrate()).objectId).toMatch(/^pr-[0-9A-Za-z]{22}$/);
      const inDev = await Proxy.fromName("static", { environment: "dev" }).hydrate();
      expect(inDev.objectId).not.toBe(proxy.objectId);
      expect((await proxy.info()).name).toBe("static");
    });
  });

  test("that a function names has to be there when its app runs or is deployed, as its secrets have", async ({
    world,
  }) => {
    await expectRejection(() => world.run(app, () => gated.remote()), NotFoundError, 'Proxy "static" does not exist');
    await expectRejection(() => world.deploy(app), NotFoundError, 'Proxy "static" does not exist');
    await expectRejection(() => world.deploy(Gated), NotFoundError, 'environment "dev"');
    world.proxies.create("static");
    world.proxies.create("static", { environment: "dev" });
    await world.deploy(Gated);
    expect(await world.run(app, () => gated.remote())).toBe("ran");
  });

  test("that was deleted meanwhile fails the start, and what waits at once", async ({ world }) => {
    world.proxies.create("static");
    await world.run(app, async () => {
      world.proxies.delete("static");
      await expectRejection(() => gated.remote(), NotFoundError, "could not start", 'Proxy "static" does not exist');
      expect(world.events.of("start.delayed")).toEqual([]);
    });
  });

  test("may be an argument", async ({ world }) => {
    world.proxies.create("static");
    world.proxies.create("other");
    await world.run(app, async () => {
      const other = await Proxy.fromName("other").hydrate();
      expect(await gated.remote(other)).toBe(other.objectId);
      expect(await gated.remote(Proxy.fromName("other"))).toBe(other.objectId);
    });
  });
});

// Only here
describe("world.proxies", () => {
  test("makes, lists and deletes proxies", async ({ world }) => {
    expect(world.proxies.list()).toEqual([]);
    for (const name of ["b", "a", "b"]) world.proxies.create(name);
    world.proxies.create("c", { environment: "dev" });
    expect(world.proxies.list()).toEqual(["b", "a"]);
    expect(world.proxies.list({ environment: "dev" })).toEqual(["c"]);
    world.proxies.delete("b");
    expect(world.proxies.list()).toEqual(["a"]);
    expectError(() => world.proxies.delete("b"), NotFoundError, '"b"', '"main"');
    expectError(() => world.proxies.create("a b"), InvalidError, 'Invalid Proxy name: "a b"');
    expectError(() => world.proxies.create("a", { env: "dev" } as never), InvalidError, '"env"');
  });

  test("are kept by snapshots", async ({ world }) => {
    world.proxies.create("static");
    const snapshot = await world.snapshot();
    await using other = await Emulator.start({ from: snapshot });
    expect(other.proxies.list()).toEqual(["static"]);
  });

  test("end with their world", async () => {
    const world = await Emulator.start();
    await world.close();
    expectError(() => world.proxies.list(), ClientClosed, "world.proxies.list: this world is closed");
  });
});
