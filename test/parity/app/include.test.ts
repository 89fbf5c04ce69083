// Modal: docs/modal/apps.md#including, docs/modal/apps.md#registering
import { describe, expect, vi } from "vitest";
import { App, InvalidError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../../support/expect-error.js";

const main = new App("main-app");
const greet = main.function({}, async function greet(name: string) {
  return `hello ${name}`;
});
const callOther = main.function({}, async function callOther(name: string) {
  return shout.remote(name);
});

const library = new App("library");
const shout = library.function({}, async function shout(name: string) {
  return name.toUpperCase();
});
library.localEntrypoint(async function entry() {});

const rival = new App("rival");
const rivalGreet = rival.function({ name: "greet" }, async (name: string) => `go away ${name}`);

main.include(library);

const overridden = new App("overridden");
const twice = new App("twice");
const first = twice.function({ name: "same" }, async () => "first");

/** The warnings that `body` gives rise to. */
async function warnings(body: () => void): Promise<readonly string[]> {
  const emit = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  body();
  const texts = emit.mock.calls.map(([warning]) => String(warning));
  emit.mockRestore();
  return texts;
}

describe("app.include", () => {
  test("makes the functions of another app run with this one: the same handles", async ({ world }) => {
    expect(main.registeredFunctions.get("shout")).toBe(shout);
    expect(await world.run(main, () => Promise.all([greet.remote("you"), shout.remote("hey")]))).toEqual([
      "hello you",
      "HEY",
    ]);
    expect(world.events.of("app.started")).toMatchObject([{ name: "main-app" }]);
  });

  test("lets the app's own functions call included ones in their containers", async ({ world }) => {
    expect(await world.run(main, () => callOther.remote("hey"))).toBe("HEY");
  });

  test("returns the app", () => {
    const app = new App("chain");
    expect(app.include(new App("empty"))).toBe(app);
  });

  test("leaves local entrypoints where they are", () => {
    expect([...main.registeredEntrypoints.keys()]).toEqual([]);
    expect([...library.registeredEntrypoints.keys()]).toEqual(["entry"]);
  });

  test("overrides another function of the same name, with a warning", async () => {
    const texts = await warnings(() => overridden.include(main).include(rival));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain("greet");
    expect(texts[0]).toContain("overridden");
    expect(overridden.registeredFunctions.get("greet")).toBe(rivalGreet);
  });

  test("is silent about the very same function", async () => {
    const app = new App("again");
    expect(await warnings(() => app.include(main).include(main))).toEqual([]);
  });
});

describe("a second function of one name", () => {
  test("replaces the first, with a warning", async () => {
    const texts = await warnings(() => void twice.function({ name: "same", serialized: true }, async () => "second"));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain("same");
    expect(twice.registeredFunctions.get("same")).not.toBe(first);
    expect(twice.registeredFunctions.size).toBe(1);
  });
});

// Modal: docs/modal/apps.md#including
describe("tags of an app that is included", () => {
  const other = new App("tagged", { tags: { team: "theirs", stage: "dev" } });
  test("are taken over, unless they are there or `inheritTags` is false", () => {
    const tagsOf = (options?: { inheritTags?: boolean }): unknown => {
      const own = new App("own", { tags: { team: "own" } }).include(other, options);
      return (own as unknown as { definition(): { tags: unknown } }).definition().tags;
    };
    expect(tagsOf()).toEqual({ team: "own", stage: "dev" });
    expect(tagsOf({ inheritTags: true })).toEqual({ team: "own", stage: "dev" });
    expect(tagsOf({ inheritTags: false })).toEqual({ team: "own" });
  });
  test("what is no app, and wrong options, are refused", () => {
    const own = new App("own");
    expectError(() => own.include({} as never), InvalidError, "app.include takes an App");
    expectError(() => own.include(other, { inheritTags: "no" as never }), InvalidError, '"inheritTags"');
    expectError(() => own.include(other, { inherit: true } as never), InvalidError, '"inherit"');
  });
});
