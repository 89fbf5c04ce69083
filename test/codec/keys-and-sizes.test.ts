import { describe, expect, test } from "vitest";
import { encode } from "../../src/api/codec/encode.js";
import { keyText } from "../../src/api/codec/key-text.js";
import { wireSize } from "../../src/contract/wire-size.js";

const text = (value: unknown): string => keyText(encode(value, "key"));
const size = (value: unknown): number => wireSize(encode(value, "value"));

function cycle(length: number): unknown {
  interface Link {
    next?: Link;
  }
  const first: Link = {};
  let last = first;
  for (let index = 1; index < length; index++) last = last.next = {};
  last.next = first;
  return first;
}

/** Each makes one key; no two are the same. */
const KEYS: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => false,
  () => 0,
  () => -0,
  () => 1,
  () => NaN,
  () => Infinity,
  () => 1n,
  () => -1n,
  () => "",
  () => "1",
  () => "true",
  () => "d1;",
  () => "s1:a",
  () => "ä",
  () => "\ud800",
  () => [],
  () => [[]],
  () => [undefined],
  () => new Array(1),
  () => ["a", "b"],
  () => ["as1:b"],
  () => [1, [2]],
  () => [[1], 2],
  () => /a(b)?/.exec("ab"),
  () => ["ab", "b"],
  () => ({}),
  () => ({ a: 1 }),
  () => ({ a: 1, b: 2 }),
  () => ({ b: 2, a: 1 }),
  () => ({ a: undefined }),
  () => ({ "\u0000modal": "url", href: "http://a/" }),
  () => new Map(),
  () => new Map([["a", 1]]),
  () => new Map([[{}, 1]]),
  () => new Set(),
  () => new Set(["a"]),
  () => new Set([["a"]]),
  () => new Date(0),
  () => new Date(Number.NaN),
  () => /a/,
  () => /a/g,
  () => new URL("http://a/"),
  () => Object(1),
  () => Object("1"),
  () => Object(true),
  () => new Uint8Array([1]),
  () => new Int8Array([1]),
  () => Buffer.from([1]),
  () => new Uint8Array([1]).buffer,
  () => new ArrayBuffer(1, { maxByteLength: 2 }),
  () => new DataView(new ArrayBuffer(1)),
  () => new Float64Array([1]),
  () => new Uint8Array(70_000),
  () => new Uint8Array(70_001),
  () => [new Uint8Array(70_000), new Uint8Array(70_000)],
  () => Buffer.alloc(70_000),
  () => cycle(1),
  () => cycle(2),
  () => [{}, {}],
  () => {
    const same = {};
    return [same, same];
  },
];

describe("the text of a key", () => {
  test("is the same for keys that are made alike, also on the other side of a thread", () => {
    for (const make of KEYS) {
      expect(text(make())).toBe(text(make()));
      expect(keyText(structuredClone(encode(make(), "key")))).toBe(text(make()));
    }
  });
  test("differs for all others", () => {
    expect(new Set(KEYS.map((make) => text(make()))).size).toBe(KEYS.length);
  });
  test("does not depend on how a text is kept", () => {
    expect(text("äb".slice(1))).toBe(text("b"));
    expect(text(Buffer.from("abc").subarray(1))).toBe(text(Buffer.from("bc")));
  });
});

test("the size of a value", () => {
  expect([size("ä"), size(1), size(2n ** 64n), size(true), size(undefined), size(new Date())]).toEqual([
    2, 8, 9, 1, 1, 8,
  ]);
  expect([
    size(new Uint8Array(10)),
    size(Buffer.alloc(10)),
    size(new Uint8Array(70_000)),
    size(new ArrayBuffer(5)),
    size(new Float64Array(2)),
  ]).toEqual([10, 10, 70_000, 5, 16]);
  expect([size([1, 2]), size({ ab: 1 }), size(new Map([["a", 1]])), size(new Set(["abc"]))]).toEqual([17, 11, 10, 4]);
  expect([size([new Uint8Array(70_000), "a"]), size(cycle(3))]).toEqual([70_002, 15]);
});
