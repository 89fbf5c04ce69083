import { App, InvalidError, method } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { expectError } from "../support/expect-error.js";

const app = new App("verify");
const ask = app.function({ isolation: "inline", name: "ask" }, async (url: string) => (await fetch(url)).text());
const Shop = app.cls(
  { isolation: "inline" },
  class Shop {
    open = method(async () => "open");
  },
);

async function started(): Promise<Emulator> {
  const world = await Emulator.start({ threads: 0, offline: true });
  await world.run(app, () => undefined);
  return world;
}

describe("world.verify refuses", () => {
  test.each<[string, (world: Emulator) => void, ...fragments: string[]]>([
    ["a mock of a misspelt name", (world) => world.mock("verify/aks", () => ""), 'Did you mean "verify/ask"?'],
    ["a mock of an unknown app", (world) => world.mock("other/zzzzz", () => ""), "There are verify/ask, verify/Shop"],
    ["a mock of a misspelt method", (world) => world.mock("verify/Shop.opn", () => ""), '"verify/Shop.open"'],
    ["a mock by name that is not called", (world) => world.mock("verify/ask", () => ""), "was never called"],
    [
      "a mock by handle that is not called",
      (world) => world.mock(ask, () => ""),
      "world.mock(ask, …) was never called",
    ],
    ["a handler that is not asked", (world) => world.onFetch("https://a.example/*", () => new Response()), "answered"],
    ["one of a regular expression", (world) => world.onFetch(/b\.example/, () => new Response()), "world.onFetch(/b"],
    ["a fault", (world) => world.faults.fail(ask), "world.faults.fail(ask, {}) had nothing to hit"],
  ])("%s", async (_, setUp, ...fragments) => {
    await using world = await started();
    setUp(world);
    expectError(() => world.verify(), InvalidError, "Something was set up for nothing", "optional: true", ...fragments);
  });

  test("all of them at once", async () => {
    await using world = await started();
    world.mock(ask, () => "");
    world.faults.fail(ask);
    world.onFetch("*", () => new Response());
    expect(() => world.verify()).toThrow(/^Several things were set up for nothing:(\n {2}world\..*){3}\nCorrect/);
  });
});

describe("world.verify is content", () => {
  test("with what was used", async () => {
    await using world = await started();
    world.mock(new Shop().open, async () => "mocked");
    world.onFetch("https://a.example/", () => new Response("a"));
    await world.run(app, async () => {
      expect(await new Shop().open.remote()).toBe("mocked");
      expect(await ask.remote("https://a.example/")).toBe("a");
    });
    world.verify();
  });

  test("with what is optional", async () => {
    await using world = await started();
    world.mock("verify/typo", () => "", { optional: true });
    world.onFetch("*", () => new Response(), { optional: true });
    world.faults.fail(ask, { optional: true });
    world.verify();
  });

  test("with what a later one has replaced", async () => {
    await using world = await started();
    world.mock(ask, () => "default");
    world.mock(ask, () => "special");
    world.onFetch("https://a.example/*", () => new Response("default"));
    world.onFetch("https://a.example/*", () => new Response("special"));
    await world.run(app, () => ask.remote("https://a.example/"));
    world.mock(ask, () => "later", { optional: true });
    expect(() => world.verify()).toThrow(/onFetch/); // the mock has answered, so nobody has asked
  });
});

test("options that are none are refused", async () => {
  await using world = await started();
  expectError(() => world.mock(ask, () => "", { option: true } as never), InvalidError, '"option" of world.mock');
  expectError(() => world.onFetch("*", () => new Response(), { optional: 1 as never }), InvalidError, "true or false");
});
