// Modal: docs/modal/apps.md#the-constructor, docs/modal/apps.md#registering
import { describe, expect } from "vitest";
import { App, Image, InvalidError, Secret, Volume } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../../support/expect-error.js";

const unnamed = new App();
const answer = unnamed.function({}, async function answer() {
  return 42;
});
const app = new App("constructed");
const one = app.function({ name: "first" }, async function one() {});
const again = app.function({ name: "second" }, one.getRawFunction());
const start = app.localEntrypoint(async function main() {
  return "ran here";
});
const shadow = app.localEntrypoint(
  { name: "shadow", args: { times: { type: "integer", default: 3 }, who: { type: "string" } } },
  function hidden({ times, who }) {
    return who.repeat(times);
  },
);

describe("an app", () => {
  test("may have no name, and runs all the same", async ({ world }) => {
    expect(unnamed.name).toBeUndefined();
    expect(await world.run(unnamed, () => answer.remote())).toBe(42);
    expect(world.events.of("app.started")).toMatchObject([{ name: null }]);
  });

  test("has a name that must be a string, and is not checked otherwise", () => {
    // @ts-expect-error a number
    expectError(() => new App(5), InvalidError, "Must be string");
    expect(new App("bad name!").name).toBe("bad name!");
  });

  test("has a description: its name, or what it is given", () => {
    const described = new App("described");
    expect(described.description).toBe("described");
    described.setDescription("a longer text");
    expect(described.description).toBe("a longer text");
    expect(new App().description).toBeUndefined();
  });

  test("checks the types of its options", () => {
    // @ts-expect-error no image
    expectError(() => new App("x", { image: "debian" }), InvalidError, "image");
    // @ts-expect-error no secrets
    expectError(() => new App("x", { secrets: ["key"] }), InvalidError, "secrets");
    // @ts-expect-error no volume
    expectError(() => new App("x", { volumes: { "/data": "volume" } }), InvalidError, "volumes");
    expectError(() => new App("x", { volumes: { relative: Volume.fromName("v") } }), InvalidError);
    // @ts-expect-error unknown
    expectError(() => new App("x", { secret: [] }), InvalidError, 'Did you mean "secrets"?');
    expect(
      new App("x", {
        image: Image.debianSlim(),
        secrets: [Secret.fromObject({})],
        includeSource: false,
        tags: { team: "a" },
      }).name,
    ).toBe("x");
  });

  test("lists its functions and entrypoints by name", () => {
    expect([...app.registeredFunctions]).toEqual([
      ["first", one],
      ["second", again],
    ]);
    expect([...app.registeredEntrypoints.keys()]).toEqual(["main", "shadow"]);
  });

  test("may register one function under several names", async ({ world }) => {
    await world.run(app, () => Promise.all([one.remote(), again.remote()]));
    expect(
      world.events
        .of("call.created")
        .map(({ function: name }) => name)
        .toSorted(),
    ).toEqual(["first", "second"]);
  });
});

// Modal: docs/modal/apps.md#local-entrypoints
describe("a local entrypoint", () => {
  test("is the function itself: calling it runs it here", async ({ world }) => {
    expect(await start()).toBe("ran here");
    expect(shadow({ times: 2, who: "ab" })).toBe("abab");
    expect(world.events.of("call.created")).toEqual([]);
  });

  test("is no function of the app", () => {
    expect(app.registeredFunctions.has("main")).toBe(false);
  });

  test("needs a name", () => {
    expectError(
      () => new App("x").localEntrypoint(async () => {}),
      InvalidError,
      "needs a name",
      "async function main()",
    );
  });

  test("of a name that is taken is an InvalidError, unlike a second function", () => {
    expectError(
      () => app.localEntrypoint(async function main() {}),
      InvalidError,
      "Duplicate local entrypoint name: main",
    );
  });

  test("takes arguments of known types only", () => {
    expectError(
      // @ts-expect-error no such type
      () => new App("x").localEntrypoint({ args: { at: { type: "time" } } }, function main() {}),
      InvalidError,
      "at",
      "time",
      "date",
    );
  });

  test("needs the function, and knows its options", () => {
    // @ts-expect-error the function is missing
    expectError(() => new App("x").localEntrypoint({}), InvalidError, "needs the function");
    // @ts-expect-error unknown
    expectError(() => new App("x").localEntrypoint({ argument: {} }, function main() {}), InvalidError, "argument");
  });
});
