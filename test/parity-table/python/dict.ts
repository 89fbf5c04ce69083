import { expect } from "vitest";
import { Dict, NotFoundError } from "modal-emulator";
import { type Area, differs, expectAbsent, expectThrown, works } from "../row.ts";

export const dicts: Area = {
  title: "Dict",
  intro: "Keys by serialized bytes, expiry after 7 days, limits of size ([guide](dict-and-queue.md)).",
  rows: [
    works(
      "Dict.from_name(name, environment_name, create_if_missing)",
      "Dict.fromName(name, { environment, createIfMissing })",
      async () => {
        const dict = Dict.fromName("named", { createIfMissing: true, environment: "main" });
        expect((await dict.hydrate()).objectId).toMatch(/^di-/);
      },
    ),
    works("Dict.ephemeral()", "Dict.ephemeral()", async () => {
      await using dict = await Dict.ephemeral<number>();
      await dict.put("a", 1);
      expect(await dict.get("a")).toBe(1);
    }),
    works("Dict.from_id / info / name / objects.*", "the same, in camelCase", async () => {
      await Dict.objects.create("managed");
      const [found] = (await Dict.objects.list()).filter(({ name }) => name === "managed");
      expect(await Dict.fromId(found?.objectId ?? "").info()).toMatchObject({ name: "managed" });
      await Dict.objects.delete("managed");
      await expectThrown(() => Dict.fromName("managed").hydrate(), NotFoundError, "managed");
    }),
    works(
      "d.get / put(skip_if_exists) / pop / contains / update / len / clear",
      "the same, in camelCase",
      async () => {
        const dict = Dict.fromName<number>("used", { createIfMissing: true });
        expect([await dict.put("a", 1), await dict.put("a", 2, { skipIfExists: true })]).toEqual([true, false]);
        await dict.update({ b: 2 });
        expect([await dict.get("a"), await dict.contains("b"), await dict.len()]).toEqual([1, true, 2]);
        expect(await dict.pop("a")).toBe(1);
        await expectThrown(() => dict.pop("a"), NotFoundError, "a");
        await dict.clear();
        expect(await dict.len()).toBe(0);
      },
      "`pop` of a missing key, a `KeyError` in Python, is a `NotFoundError`",
    ),
    works("d.keys / values / items", "the same", async () => {
      const dict = Dict.fromName<number>("listed", { createIfMissing: true });
      await dict.put("a", 1);
      expect([await Array.fromAsync(dict.keys()), await Array.fromAsync(dict.values())]).toEqual([["a"], [1]]);
      expect(await Array.fromAsync(dict.items())).toEqual([["a", 1]]);
    }),
    differs(
      "d[key], d[key] = v, del d[key], key in d",
      "dict.get / put / pop / contains",
      "JavaScript has no index syntax for them",
      async () => {
        const dict = Dict.fromName<number>("indexed", { createIfMissing: true });
        await dict.put("a", 1);
        expectAbsent(dict, "a");
        expect(await dict.contains("a")).toBe(true);
      },
    ),
    works(
      "Dict.objects.list(max_objects, created_before, environment_name) / delete(allow_missing, environment_name)",
      "Dict.objects.list({ maxObjects, createdBefore, environment }) / delete({ allowMissing, environment })",
      async (world) => {
        for (const name of ["one", "two"]) await Dict.objects.create(name, { environment: "dicts" });
        expect(await Dict.objects.list({ maxObjects: 1, environment: "dicts" })).toHaveLength(1);
        const createdBefore = new Date(world.clock.now() - 1);
        expect(await Dict.objects.list({ createdBefore, environment: "dicts" })).toEqual([]);
        expect(await Dict.objects.delete("none", { allowMissing: true, environment: "dicts" })).toBeUndefined();
      },
    ),
  ],
};
