// Against CPython's own pickle.
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEARCH_LIMIT_MS, searchSize } from "../../support/search-size.js";
import { DeserializationError } from "../../../src/contract/errors.js";
import { pickle } from "../../../src/server/values/pickle.js";
import { unpickle } from "../../../src/server/values/unpickle.js";
import { floatTag, pickledByPython, runByPython, type Tagged, unpickledByPython } from "./python.js";

const RUNS = searchSize(300);
const PROTOCOLS = [2, 3, 4, 5];

/** A value as Python has it, and what it is here. */
interface Pair {
  readonly tagged: Tagged;
  readonly value: unknown;
}

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constant("x".repeat(300)));
const bytes = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constant(new Uint8Array(300).fill(7)));
const integer = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }));

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString("base64");
}

function integerPair(given: number | bigint): Pair {
  const value = Number.isSafeInteger(Number(given)) ? Number(given) : given;
  return { tagged: { int: String(given) }, value: value === 0 ? 0 : value };
}

const scalar: fc.Arbitrary<Pair> = fc.oneof(
  fc.constantFrom<Pair>({ tagged: null, value: null }, { tagged: true, value: true }, { tagged: false, value: false }),
  integer.map(integerPair),
  fc.double().map((value) => ({ tagged: floatTag(value), value })),
  text.map((value) => ({ tagged: { str: value }, value })),
);

const { pair } = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    bytes.map((value) => ({ tagged: { bytes: base64(value) }, value })),
    ...(["list", "tuple"] as const).map((kind) =>
      fc.array(tie("pair"), { maxLength: 5 }).map((items) => ({
        tagged: { [kind]: items.map(({ tagged }) => tagged) } as unknown as Tagged,
        value: items.map(({ value }) => value),
      })),
    ),
    fc.array(fc.tuple(text, tie("pair")), { maxLength: 5 }).map((entries) => ({
      tagged: { dict: entries.map(([key, { tagged }]) => [{ str: key }, tagged] as const) },
      value: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
    })),
  ),
}));

test("what CPython writes is read, whatever the protocol", { timeout: SEARCH_LIMIT_MS }, () => {
  const pairs = fc.sample(pair, { numRuns: RUNS, seed: 1 });
  const pickled = pickledByPython(
    pairs.map(({ tagged }) => tagged),
    PROTOCOLS,
  );
  for (const [index, { value }] of pairs.entries())
    for (const [at, data] of (pickled[index] ?? []).entries())
      // bytes have no form of their own before protocol 3
      if (PROTOCOLS[at] !== 2 || !hasBytes(value)) expect(unpickle(data), `protocol ${PROTOCOLS[at]}`).toEqual(value);
});

test("what is written here, CPython reads", { timeout: SEARCH_LIMIT_MS }, () => {
  const values = fc.sample(pair, { numRuns: RUNS, seed: 2 }).map(({ value }) => plain(value));
  const read = unpickledByPython(values.map((value) => pickle(value)));
  for (const [index, value] of values.entries()) expect(read[index]).toEqual(tagOf(value));
});

test("what is written here is read here", { timeout: SEARCH_LIMIT_MS }, () => {
  fc.assert(
    fc.property(pair, ({ value }) => {
      expect(unpickle(pickle(plain(value)))).toEqual(plain(value));
    }),
    { numRuns: RUNS },
  );
});

test("what Python has besides", () => {
  const cases: readonly (readonly [expression: string, value: unknown])[] = [
    ["{1, 2}", [1, 2]],
    ["frozenset([3])", [3]],
    ["{1: 'a', 2.5: 'b', True: 'c', None: 'd'}", { 1: "c", 2.5: "b", null: "d" }],
    ["(lambda x: [x, x, (x, {'k': x})])([1])", [[1], [1], [[1], { k: [1] }]]],
    ["list(range(2500))", Array.from({ length: 2500 }, (_, index) => index)],
    [
      "{str(i): i for i in range(2500)}",
      Object.fromEntries(Array.from({ length: 2500 }, (_, index) => [index, index])),
    ],
    ["{'__proto__': 1}", JSON.parse('{"__proto__": 1}')],
    ["b'\\7' * 70000", new Uint8Array(70_000).fill(7)],
    ["()", []],
    ["(1,)", [1]],
    ["10 ** 600", 10n ** 600n],
    ["-(2 ** 63)", -(2n ** 63n)],
    ["'\\U0001f980' * 70000", "\u{1f980}".repeat(70_000)],
    ["__import__('collections').OrderedDict", undefined],
    ["__import__('datetime').datetime(2026, 1, 1)", undefined],
    ["__import__('decimal').Decimal(1)", undefined],
    ["1j", undefined],
    ["range(3)", undefined],
    ["{(1, 2): 3}", undefined],
    ["ValueError('x')", undefined],
    ["bytearray(b'ab')", undefined],
    ["'\\ud800'", undefined],
  ];
  const pickled = runByPython(
    cases.map(([expression]) => expression),
    4,
  );
  for (const [index, data] of pickled.entries()) {
    const [expression, value] = cases[index] ?? [];
    if (value === undefined) expect(() => unpickle(data), expression).toThrow(DeserializationError);
    else expect(unpickle(data), expression).toEqual(value);
  }
  expect(runByPython(["bytearray(b'ab')"], 5).map(unpickle)).toEqual([new Uint8Array([97, 98])]);
  for (const data of runByPython(["'a'", "1", "[1]"], 0)) expect(() => unpickle(data)).toThrow(DeserializationError);
});

test("what is no pickle is refused as such", { timeout: SEARCH_LIMIT_MS }, () => {
  const whole = fc.sample(pair, { numRuns: 20, seed: 3 }).map(({ value }) => pickle(plain(value)));
  const broken = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(fc.constantFrom(...whole), fc.nat()).map(([data, cut]) => data.slice(0, cut % data.length)),
    fc.tuple(fc.constantFrom(...whole), fc.nat(), fc.nat(255)).map(([data, at, byte]) => {
      const changed = Uint8Array.from(data);
      changed[at % changed.length] = byte;
      return changed;
    }),
  );
  fc.assert(
    fc.property(broken, (data) => {
      try {
        expect(typeof unpickle(data)).not.toBe("symbol");
      } catch (error) {
        expect(error).toBeInstanceOf(DeserializationError);
      }
    }),
    { numRuns: RUNS * 10 },
  );
});

/** Whole numbers beyond 32 bits become floats on their way to a client: no bigints. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => plain(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function tagOf(value: unknown): Tagged {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number")
    return value === (value | 0) && !Object.is(value, -0) ? { int: String(value) } : floatTag(value);
  if (typeof value === "string") return { str: value };
  if (value instanceof Uint8Array) return { bytes: base64(value) };
  if (Array.isArray(value)) return { list: value.map((item) => tagOf(item)) };
  return { dict: Object.entries(value as object).map(([key, item]) => [{ str: key }, tagOf(item)] as const) };
}

function hasBytes(value: unknown): boolean {
  if (value instanceof Uint8Array) return true;
  return typeof value === "object" && value !== null && Object.values(value).some((item) => hasBytes(item));
}
