import { App, Dict } from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

// docs/how-it-works.md#what-crosses: what is left behind without a word

const app = new App("left-behind");
const key: unique symbol = Symbol("key");

const KINDS: Record<string, () => object> = {
  "a list": () => Object.assign([1, 2], { more: 3, [key]: 4 }),
  "a map": () => Object.assign(new Map([["a", 1]]), { more: 3, [key]: 4 }),
  "a set": () => Object.assign(new Set(["a"]), { more: 3, [key]: 4 }),
  "a date": () => Object.assign(new Date(5), { more: 3, [key]: 4 }),
  "an expression": () => Object.assign(/a/g, { lastIndex: 1, more: 3, [key]: 4 }),
  bytes: () => Object.assign(new Uint8Array([1, 2]), { more: 3, [key]: 4 }),
  "a plain object": () => ({ a: 1, [key]: 4 }),
  "an instance": () => Object.assign(new (class Mine {})(), { a: 1, [key]: 4 }),
  "something frozen": () => Object.freeze({ a: 1 }),
};

/** What is left of such a value. */
function left(value: object): unknown {
  return {
    more: Reflect.get(value, "more"),
    symbols: Object.getOwnPropertySymbols(value).length,
    lastIndex: Reflect.get(value, "lastIndex"),
    isFrozen: Object.isFrozen(value),
  };
}

const echo = app.function(async function echo(value: object) {
  return { there: left(value), back: value };
});
const give = app.function(async function give(kind: string) {
  return KINDS[kind]?.() ?? {};
});

const MODES: Record<string, EmulatorOptions> = {
  "in a thread": { threads: 1 },
  "in the host's thread": { threads: 0 },
  inline: { isolation: "inline" },
};

describe.each(Object.keys(MODES))("%s", (mode) => {
  test.each(Object.keys(KINDS))("%s loses the same on every way", async (kind) => {
    await using world = await Emulator.start(MODES[mode]);
    await world.run(app, async () => {
      const value = KINDS[kind]?.() ?? {};
      const expected = {
        more: undefined,
        symbols: 0,
        lastIndex: kind === "an expression" ? 0 : undefined,
        isFrozen: false,
      };
      const { there, back } = await echo.remote(value);
      expect(there).toEqual(expected);
      expect(left(back)).toEqual(expected);
      expect(left(await give.remote(kind))).toEqual(expected);
      await using dict = await Dict.ephemeral<object, string>();
      await dict.put("value", value);
      expect(left((await dict.get("value")) ?? {})).toEqual(expected);
    });
  });
});
