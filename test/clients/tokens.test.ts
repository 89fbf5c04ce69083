import { App, InvalidError } from "modal-emulator";
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { expectError } from "../support/expect-error.js";
import { ask, RawClient } from "./raw-client.js";

const UNAUTHENTICATED = 16;

const app = new App("tokens");
app.function({}, async function square(x: number) {
  return x * x;
});

const headers = (id: string, secret: string): Record<string, string> => ({
  "x-modal-token-id": id,
  "x-modal-token-secret": secret,
});

describe("over gRPC", () => {
  test("anybody is let in as long as there is no token, with any token or none", async () => {
    await using world = await Emulator.start({ threads: 0 });
    using client = new RawClient((await world.listen()).port);
    expect((await ask(client, "EnvironmentList", {})).code).toBe(0);
    expect((await ask(client, "EnvironmentList", {}, headers("ak-x", "as-x"))).code).toBe(0);
  });

  test("then only those with a token, and its own secret", async () => {
    await using world = await Emulator.start({ threads: 0 });
    using client = new RawClient((await world.listen()).port);
    world.tokens.set("ak-1", "as-1");
    world.tokens.set("ak-2", "as-2");
    const asked = async (given?: Record<string, string>): Promise<unknown[]> => {
      const { code, details } = await ask(client, "EnvironmentList", {}, given);
      return [code, details];
    };
    const other = (id: string): unknown[] => [
      UNAUTHENTICATED,
      `Token ${id} is not let into this world, or its secret is another one: world.tokens says which are.`,
    ];
    expect(await asked(headers("ak-1", "as-1"))).toEqual([0, "OK"]);
    expect(await asked(headers("ak-2", "as-2"))).toEqual([0, "OK"]);
    expect(await asked(headers("ak-1", "as-2"))).toEqual(other("ak-1"));
    expect(await asked(headers("ak-3", "as-1"))).toEqual(other("ak-3"));
    expect(await asked({ "x-modal-token-id": "ak-1" })).toEqual(other("ak-1"));
    expect(await asked()).toEqual([UNAUTHENTICATED, "This world asks for a token: world.tokens says which."]);
    world.tokens.set("ak-1", "as-new");
    expect(await asked(headers("ak-1", "as-1"))).toEqual(other("ak-1"));
    expect(await asked(headers("ak-1", "as-new"))).toEqual([0, "OK"]);
    // nothing is carried out for who is not let in
    expect((await ask(client, "QueueGetOrCreate", { deploymentName: "q", objectCreationType: 1 })).code).toBe(16);
    expect(world.events.of("object.created")).toEqual([]);
  });

  test("the environment of a listener has a token that is let in", async () => {
    await using world = await Emulator.start({ threads: 0 });
    world.tokens.set("ak-1", "as-1");
    const listener = await world.listen();
    using client = new RawClient(listener.port);
    const { MODAL_TOKEN_ID: id = "", MODAL_TOKEN_SECRET: secret = "" } = listener.env;
    expect([id, secret]).toEqual(["ak-1", "as-1"]);
    expect((await ask(client, "EnvironmentList", {}, headers(id, secret))).code).toBe(0);
  });
});

describe("by Modal's own client in process", () => {
  test("a client of the world comes with a token of it, or with the one it is given", async () => {
    await using world = await Emulator.start({ threads: 0 });
    await world.deploy(app);
    const before = await modalClient(world);
    expect(await (await before.functions.fromName("tokens", "square")).remote([3])).toBe(9);
    world.tokens.set("ak-1", "as-1");
    await expect(before.functions.fromName("tokens", "square")).rejects.toThrow(
      "Token ak-world is not let into this world, or its secret is another one",
    );
    const after = await modalClient(world);
    expect(await (await after.functions.fromName("tokens", "square")).remote([4])).toBe(16);
    const wrong = await modalClient(world, { tokenId: "ak-1", tokenSecret: "as-2" });
    const began = world.clock.now();
    await expect(wrong.functions.fromName("tokens", "square")).rejects.toThrow(/UNAUTHENTICATED: Token ak-1/);
    expect(world.clock.now()).toBe(began); // it does not try again
  });
});

test("a token that cannot be", async () => {
  const world = await Emulator.start({ threads: 0 });
  const { tokens } = world;
  const message = (name: string, got: string): string =>
    `world.tokens.set: ${name} must be a text that is not empty, got ${got}.`;
  expectError(() => tokens.set("", "as-1"), InvalidError, message("tokenId", '""'));
  expectError(() => tokens.set("ak-1", ""), InvalidError, message("tokenSecret", '""'));
  expectError(() => tokens.set("ak-1", 1 as never), InvalidError, message("tokenSecret", "1"));
  expectError(() => tokens.set(undefined as never, "as-1"), InvalidError, message("tokenId", "undefined"));
  await world.close();
  expect(() => tokens.set("ak-1", "as-1")).toThrow(/closed/);
});
