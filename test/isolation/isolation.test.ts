import { describe } from "vitest";
import { App, Function_ } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";

const app = new App("isolation");

const state = { seen: 0 };

const inRealm = app.function({}, async function inRealm() {
  return ++state.seen;
});
const inThread = app.function({ isolation: "thread" }, async function inThread() {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return [++state.seen, Date.now()];
});
const inline = app.function({ isolation: "inline" }, async function inline(x: number) {
  state.seen += x;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return [Date.now(), await inRealm.remote()];
});
const shipped = app.function({ serialized: true }, async function shipped(words: string[]) {
  const { createHash } = await import("node:crypto");
  return [
    createHash("sha256").update(words.join()).digest("hex").slice(0, 8),
    new Date().toISOString(),
    typeof setTimeout,
  ];
});

describe("isolation", () => {
  test("realm: a container has module state of its own, which stays while it is warm", async ({ world, expect }) => {
    expect(await world.run(app, async () => [await inRealm.remote(), await inRealm.remote()])).toEqual([1, 2]);
    expect(state.seen).toBe(0);
  });

  test("thread: a container has a lane of its own and lives on virtual time all the same", async ({
    world,
    expect,
  }) => {
    const results = await world.run(app, () => Promise.all([inThread.remote(), inThread.remote()]));
    expect(results).toEqual([
      [1, Date.parse("2026-01-01T00:00:01Z")],
      [1, Date.parse("2026-01-01T00:00:01Z")],
    ]);
  });

  test("inline: the function object itself runs, on the host's module state and on virtual time", async ({
    world,
    expect,
  }) => {
    const result = await world.run(app, () => inline.remote(5));
    expect(result).toEqual([Date.parse("2026-01-01T00:00:01Z"), 1]);
    expect(state.seen).toBe(5);
    state.seen = 0;
  });

  test("inline as the world's default: closures of the test work", async ({ expect }) => {
    await using world = await Emulator.start({ isolation: "inline" });
    expect(await world.run(app, () => inRealm.remote())).toBe(1);
    expect(state.seen).toBe(1);
    state.seen = 0;
  });

  test("serialized: a function defined anywhere runs from its source text", async ({ world, expect }) => {
    const local = new App("local");
    const nested = local.function({ serialized: true }, async function nested(x: number) {
      return x ** 2;
    });
    expect(await world.run(local, () => nested.remote(7))).toBe(49);
    expect(await world.run(app, () => shipped.remote(["a"]))).toEqual([
      "ca978112",
      "2026-01-01T00:00:00.000Z",
      "function",
    ]);
  });

  test("a handle that is passed to another function works there", async ({ world, expect }) => {
    expect(await world.run(app, () => caller.remote(inRealm))).toBe(1);
  });

  test("a deployed function is found by name, also from containers", async ({ world, expect }) => {
    await world.deploy(app);
    expect(await world.within(() => byName.remote("isolation", "inRealm"))).toBe(1);
  });
});

const caller = app.function({}, async function caller(fn: typeof inRealm) {
  return fn.remote();
});
const byName = app.function({}, async function byName(appName: string, name: string) {
  return Function_.fromName<typeof inRealm>(appName, name).remote();
});
