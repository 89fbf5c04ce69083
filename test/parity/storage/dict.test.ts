// Modal: docs/modal/dicts-and-queues.md#dicts
import { describe, expect } from "vitest";
import {
  App,
  Dict,
  ExecutionError,
  InvalidError,
  NotFoundError,
  RequestSizeError,
  SerializationError,
  type FunctionCall,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("dicts");
const DAY_MS = 24 * 3_600_000;

const count = app.function({}, async function count(words: Dict<number, string>, word: string) {
  const before = await words.get(word, 0);
  await words.put(word, before + 1);
  return words;
});
const later = app.function({}, async function later() {
  return "later";
});

function open<V = unknown, K = unknown>(name = "d"): Dict<V, K> {
  return Dict.fromName<V, K>(name, { createIfMissing: true });
}

describe("Dict", () => {
  test("get, put, contains, pop, len and clear", async ({ world }) => {
    await world.within(async () => {
      const dict = open();
      expect(await dict.get("a")).toBeUndefined();
      expect(await dict.get("a", "none")).toBe("none");
      expect(await dict.put("a", null)).toBe(true);
      expect(await dict.get("a", "none")).toBeNull(); // contains tells it from a missing key
      expect([await dict.contains("a"), await dict.contains("b")]).toEqual([true, false]);
      expect(await dict.put("a", 2, { skipIfExists: true })).toBe(false);
      expect(await dict.put("b", 3, { skipIfExists: true })).toBe(true);
      expect(await dict.len()).toBe(2);
      expect(await dict.pop("a")).toBeNull();
      expect(await dict.pop("a", undefined)).toBeUndefined();
      await dict.clear();
      expect(await dict.len()).toBe(0);
    });
    expect(world.events.of("dict.put").map(({ entries }) => entries)).toEqual([1, 1]);
    expect(world.events.of("dict.popped")).toHaveLength(1);
    expect(world.events.of("dict.cleared")).toMatchObject([{ entries: 1 }]);
  });

  test("pop of a missing key without another value is an error that names key and dict", async ({ world }) => {
    await world.within(() => expectRejection(() => open().pop("a"), NotFoundError, '"a" is not in dict `d`'));
  });

  test("update takes an object, a Map or pairs, and goes in whole", async ({ world }) => {
    await world.within(async () => {
      const dict = open<number, string>();
      await dict.update({ a: 1, b: 2 });
      await dict.update(new Map([["b", 3]]));
      await dict.update([["c", 4]]);
      expect(await Array.fromAsync(dict.items())).toEqual([
        ["a", 1],
        ["b", 3],
        ["c", 4],
      ]);
      const unfit: unknown = [
        ["d", 5],
        ["e", () => 1],
      ];
      await expectRejection(
        () => dict.update(unfit as [string, number][]),
        SerializationError,
        "value[1] is a function",
      );
      const single: unknown = ["de"];
      await expectRejection(
        () => dict.update(single as [string, number][]),
        InvalidError,
        'takes pairs of a key and a value, got "de"',
      );
      expect(await dict.len()).toBe(3);
    });
  });

  test("keys, values, items and the dict itself are read as they are at the first item", async ({ world }) => {
    await world.within(async () => {
      const dict = open<number, string>();
      const keys = dict.keys();
      await dict.update({ a: 1, b: 2 });
      const reading = keys[Symbol.asyncIterator]();
      expect(await reading.next()).toEqual({ done: false, value: "a" });
      await dict.clear();
      expect(await reading.next()).toEqual({ done: false, value: "b" });
      expect(await Array.fromAsync(keys)).toEqual([]);
      await dict.update({ c: 3 });
      expect([
        await Array.fromAsync(dict.values()),
        await Array.fromAsync(dict.items()),
        await Array.fromAsync(dict),
      ]).toEqual([[3], [["c", 3]], ["c"]]);
    });
  });

  // Modal: docs/modal/dicts-and-queues.md#keys-and-values
  test("keys are the same if they serialize to the same bytes", async ({ world }) => {
    await world.within(async () => {
      const dict = open<number>();
      const [ab, byte] = [{ a: 1, b: 2 }, Buffer.from([1])];
      const different = [
        1,
        "1",
        1n,
        true,
        "true",
        null,
        "null",
        undefined,
        0,
        -0,
        NaN,
        [],
        {},
        [1],
        ["1"],
        ab,
        { b: 2, a: 1 },
        new Date(0),
        new Map(),
        new Set(),
        new Uint8Array([1]),
        byte,
        "ä",
        "\u{1f600}",
      ];
      for (const [index, key] of different.entries()) await dict.put(key, index);
      expect(await dict.len()).toBe(different.length);
      expect(await dict.get({ a: 1, b: 2 })).toBe(different.indexOf(ab));
      expect(await dict.get(Buffer.from([1]))).toBe(different.indexOf(byte));
      expect(await dict.get(NaN)).toBe(different.findIndex((key) => Number.isNaN(key)));
      expect(await Array.fromAsync(dict.keys())).toEqual(different);
    });
  });

  test("what is stored and what is read are copies, large ones too", async ({ world }) => {
    await world.within(async () => {
      const dict = open<{ list: number[]; bytes: Uint8Array }>();
      const value = { list: [1], bytes: new Uint8Array(100_000) };
      await dict.put("a", value);
      value.list.push(2);
      value.bytes[0] = 9;
      for (let read = 0; read < 3; read++) {
        const stored = await dict.get("a");
        expect([stored?.list, stored?.bytes[0], stored?.bytes.length]).toEqual([[1], 0, 100_000]);
        stored?.list.push(3);
        stored?.bytes.fill(7);
      }
    });
  });

  // Modal: docs/modal/dicts-and-queues.md#expiry-of-dicts
  test("entries go after seven days without being read or written", async ({ world }) => {
    await world.within(async () => {
      const dict = open<number, string>();
      await dict.update({ read: 1, written: 2, left: 3, looked: 4 });
      await world.clock.advance({ days: 4 });
      await dict.get("read");
      await dict.put("written", 5);
      await dict.contains("looked");
      await world.clock.advance(3 * DAY_MS - 1);
      expect(await dict.len()).toBe(4);
      await world.clock.advance(1);
      expect(await dict.len()).toBe(3);
      expect(await dict.contains("left")).toBe(false);
      expect(await dict.put("left", 6, { skipIfExists: true })).toBe(true);
      await world.clock.advance({ days: 4 });
      expect(await Array.fromAsync(dict.keys())).toEqual(["left"]);
    });
  });

  test(
    "limits: entries of one update, bytes of a value, length that is told",
    { timeout: 60_000 },
    async ({ world }) => {
      await world.within(async () => {
        const dict = open<number | Uint8Array, number>();
        const block = Array.from({ length: 10_000 }, (_, index) => [index, 0] as const);
        await expectRejection(
          () => dict.update([...block, [-1, 0]]),
          RequestSizeError,
          "Dict.update is too large",
          "10001",
        );
        await expectRejection(
          () => dict.put(0, new Uint8Array((100 << 20) + 1)),
          RequestSizeError,
          "Dict.put: value is too large",
          "100 MiB",
        );
        expect(await dict.len()).toBe(0);
        for (let part = 0; part <= 10; part++) await dict.update(block.map(([key]) => [key + part * 10_000, 0]));
        expect(await dict.len()).toBe(100_000);
        expect(await dict.contains(109_999)).toBe(true);
      });
    },
  );

  test("bad arguments", async ({ world }) => {
    await world.within(async () => {
      const dict = open();
      const yes: unknown = 1;
      await expectRejection(
        () => dict.put("a", 1, { skipIfExists: yes as boolean }),
        InvalidError,
        '"skipIfExists" of Dict.put',
        "got 1",
      );
      await expectRejection(() => dict.put("a", { f: () => 1 }), SerializationError, "value.f is a function");
      await expectRejection(() => dict.get(Symbol("s")), SerializationError, "key is a symbol");
    });
    await expectRejection(() => open().get("a"), ExecutionError, "Dict.get: no world is in sight");
  });

  test("a dict that is missing, deleted or disposed of is not found, nor is one of another world", async ({
    world,
  }) => {
    await world.within(async () => {
      await expectRejection(
        () => Dict.fromName("none").get("a"),
        NotFoundError,
        'Dict "none" does not exist in environment "main"',
      );
      await expectRejection(() => Dict.fromId("di-1").len(), NotFoundError, "There is no Dict di-1");
      const dict = open();
      await dict.put("a", 1);
      await Dict.objects.delete("d");
      await expectRejection(() => dict.get("a"), NotFoundError, "it was deleted");
      const left = await Dict.ephemeral();
      await left.put("a", 1);
      await left[Symbol.asyncDispose]();
      await expectRejection(() => left.get("a"), NotFoundError, "it was deleted");
    });
  });

  test("dicts cross as arguments, results and values, ephemeral ones too, and so do calls", async ({ world }) => {
    await world.run(app, async () => {
      for (const words of [open<number, string>(), await Dict.ephemeral<number, string>()]) {
        const same = await count.remote(words, "so");
        await count.remote(same, "so");
        expect(await words.get("so")).toBe(2);
      }
      const calls = open<FunctionCall<string>>("calls");
      await calls.put("call", await later.spawn());
      expect(await (await calls.get("call"))?.get()).toBe("later");
      const nested = open<Dict<number, string>, Dict>("nested");
      const inner = await Dict.ephemeral<number, string>();
      await nested.put(inner, inner);
      expect(await (await nested.get(inner))?.len()).toBe(0);
    });
  });

  test("unawaited calls keep their order, on the first use of a handle too", async ({ world }) => {
    await world.within(async () => {
      const dict = open<number, string>();
      void dict.put("a", 1);
      void dict.put("a", 2);
      const popped = dict.pop("a");
      void dict.put("a", 3);
      expect(await popped).toBe(2);
      expect(await dict.get("a")).toBe(3);
    });
    expect(world.events.of("object.created")).toHaveLength(1);
  });
});
