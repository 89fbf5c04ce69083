// Modal: docs/modal/apps.md#tags
import { describe, expect } from "vitest";
import { App, InvalidError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("tagged", { tags: { team: "search", stage: "beta" } });
const retag = app.function({}, async function retag(tags: Record<string, string>) {
  const before = await app.getTags();
  await app.setTags(tags);
  return before;
});

describe("setTags, getTags", () => {
  test("an app begins with the tags that it is defined with", async ({ world }) => {
    expect(await world.run(app, () => app.getTags())).toEqual({ team: "search", stage: "beta" });
  });

  test("all tags are replaced", async ({ world }) => {
    await world.run(app, async () => {
      await app.setTags({ team: "ads" });
      expect(await app.getTags()).toEqual({ team: "ads" });
      await app.setTags({});
      expect(await app.getTags()).toEqual({});
    });
    expect(world.events.of("app.tagged").map(({ tags }) => tags)).toEqual(['{"team":"ads"}', "{}"]);
  });

  test("a deployment has those of the definition again", async ({ world }) => {
    await world.deploy(app);
    const found = await world.within(() => App.lookup("tagged"));
    await world.within(() => found.setTags({ team: "ads" }));
    expect(await world.within(() => app.getTags())).toEqual({ team: "ads" });
    await world.deploy(app);
    expect(await world.within(() => found.getTags())).toEqual({ team: "search", stage: "beta" });
  });

  test("containers may do it, too", async ({ world }) => {
    await world.run(app, async () => {
      expect(await retag.remote({ by: "container" })).toEqual({ team: "search", stage: "beta" });
      expect(await app.getTags()).toEqual({ by: "container" });
    });
  });

  test("what was read is a copy", async ({ world }) => {
    await world.run(app, async () => {
      Object.assign(await app.getTags(), { more: "1" });
      expect(await app.getTags()).toEqual({ team: "search", stage: "beta" });
    });
  });

  test("an app without an id has none", async ({ world }) => {
    await world.within(async () => {
      await expectRejection(() => app.getTags(), InvalidError, "`tagged`", "neither run nor been looked up");
      await expectRejection(() => app.setTags({}), InvalidError, "`tagged`", "neither run nor been looked up");
    });
  });

  test.for([
    [{ "": "a" }, "tag key"],
    [{ a: "" }, "tag value"],
    [{ a: 1 }, "value: 1"],
    [{ "a b": "c" }, "a b"],
    [{ a: "x".repeat(64) }, "tag value"],
    ["team", "must be an object"],
  ] as const)("bad tags are refused: %j", async ([tags, message], { world }) => {
    await world.run(app, () => expectRejection(() => app.setTags(tags as never), InvalidError, message));
  });
});

describe("app.run({ name })", () => {
  test("is what a run is called; the next one has the app's name", async ({ world }) => {
    await world.run(app, () => undefined, { name: "nightly run 7" });
    await world.run(app, () => undefined);
    expect(world.events.of("app.started").map(({ name }) => name)).toEqual(["nightly run 7", "tagged"]);
  });

  test("also of an app without a name", async ({ world }) => {
    await world.run(new App(), () => undefined, { name: "adhoc" });
    expect(world.events.of("app.started").map(({ name }) => name)).toEqual(["adhoc"]);
  });

  test("functions stay those of the app", async ({ world }) => {
    expect(await world.run(app, () => retag.remote({}), { name: "other" })).toEqual({ team: "search", stage: "beta" });
  });

  test.for(["", 7])("is a text: not %j", async (name, { world }) => {
    await expectRejection(
      () => world.run(app, () => undefined, { name } as never),
      InvalidError,
      '"name" must be a non-empty string',
    );
  });
});
