import { expect } from "vitest";
import { NotFoundError } from "modal-emulator";
import type { ObjectReference } from "../../../src/contract/storage-commands.js";
import type { Asked, Case, Group } from "../case.js";
import { named } from "./named.js";

/** A case of a dict of three entries, whose keys are told by texts. */
function filled(fact: string, body: (asked: Asked, object: ObjectReference) => Promise<void>): Case {
  return [
    fact,
    async (asked) => {
      const object = { kind: "id", id: (await asked.send("object.ephemeral", { kind: "Dict" })).objectId } as const;
      const entries = ["a", "b", "c"].map((key, n) => [`text of ${key}`, key, { n }] as const);
      await asked.send("dict.put", { object, entries, skipIfExists: false });
      await body(asked, object);
    },
  ];
}

function missing(body: (refers: { object: ObjectReference }, asked: Asked) => Promise<void>): Case {
  return ["names a dict that is missing", (asked) => body({ object: named("nothing") }, asked)];
}

const refusal = [NotFoundError, "Dict", '"nothing"'] as const;

export const dicts = {
  "dict.get": [
    filled("gives the value of a key, and removes it if asked to", async ({ send }, object) => {
      const get = (key: string, remove: boolean) => send("dict.get", { object, key, remove });
      expect(await get("text of b", false)).toEqual({ found: true, value: { n: 1 } });
      expect(await get("text of b", true)).toEqual({ found: true, value: { n: 1 } });
      for (const remove of [false, true]) expect(await get("text of b", remove)).toEqual({ found: false });
    }),
    missing((refers, { refused }) => refused("dict.get", { ...refers, key: "a", remove: false }, ...refusal)),
  ],
  "dict.put": [
    filled("replaces values, or leaves them, and tells if anything was written", async ({ send }, object) => {
      const put = (value: unknown, skipIfExists: boolean) =>
        send("dict.put", { object, entries: [["text of a", "a", value]], skipIfExists });
      expect(await put("new", true)).toBe(false);
      expect(await send("dict.get", { object, key: "text of a", remove: false })).toMatchObject({ value: { n: 0 } });
      expect(await put("new", false)).toBe(true);
      expect(await send("dict.get", { object, key: "text of a", remove: false })).toMatchObject({ value: "new" });
    }),
    missing((refers, { refused }) => refused("dict.put", { ...refers, entries: [], skipIfExists: false }, ...refusal)),
  ],
  "dict.contains": [
    filled("tells if there is a key", async ({ send }, object) => {
      expect(await send("dict.contains", { object, key: "text of a" })).toBe(true);
      expect(await send("dict.contains", { object, key: "a" })).toBe(false);
    }),
    missing((refers, { refused }) => refused("dict.contains", { ...refers, key: "a" }, ...refusal)),
  ],
  "dict.len": [
    filled("counts the entries", async ({ send }, object) => {
      expect(await send("dict.len", { object })).toBe(3);
    }),
    missing((refers, { refused }) => refused("dict.len", refers, ...refusal)),
  ],
  "dict.clear": [
    filled("leaves nothing", async ({ send }, object) => {
      expect(await send("dict.clear", { object })).toBeNull();
      expect(await send("dict.len", { object })).toBe(0);
    }),
    missing((refers, { refused }) => refused("dict.clear", refers, ...refusal)),
  ],
  "dict.list": [
    filled("gives keys, values, or both in turns, in order of insertion", async ({ send }, object) => {
      const list = async (keys: boolean, values: boolean) => (await send("dict.list", { object, keys, values })).items;
      expect(await list(true, false)).toEqual(["a", "b", "c"]);
      expect(await list(false, true)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
      expect(await list(true, true)).toEqual(["a", { n: 0 }, "b", { n: 1 }, "c", { n: 2 }]);
    }),
    missing((refers, { refused }) => refused("dict.list", { ...refers, keys: true, values: true }, ...refusal)),
  ],
} satisfies Group;
