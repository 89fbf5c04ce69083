// Against Modal's own package: what it sends is read, what is sent to it it reads.
import fc from "fast-check";
import { expect, test } from "vitest";
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import { SEARCH_LIMIT_MS, searchSize } from "../../support/search-size.js";
import { app } from "../conformance/app.js";
import { fromCbor, toCbor } from "../../../src/server/values/cbor.js";

const RUNS = searchSize(100);

const text = fc.string({ unit: "binary", maxLength: 20 });
const key = text.filter((name) => name !== "__proto__"); // `cbor-x` takes none of that name
const small = fc.oneof(fc.integer(), fc.double({ noInteger: true }));

function values(leaf: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false),
      text,
      leaf,
      fc.array(tie("value"), { maxLength: 5 }),
      fc.dictionary(key, tie("value"), { maxKeys: 5, noNullPrototype: true }),
    ),
  })).value;
}

/** Bytes come as a Buffer or a Uint8Array; which, does not matter. `cbor-x`, which the client has, writes -0 as 0. */
function same(value: unknown): unknown {
  if (value === 0) return 0;
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => same(item));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, same(item)]));
}

const inCbor = values(
  fc.oneof(
    fc.double(),
    fc.maxSafeInteger(),
    fc.uint8Array({ maxLength: 300 }),
    fc.date({ noInvalidDate: true, min: new Date(-62_135_596_800_000), max: new Date(253_402_300_799_999) }),
  ),
);

test("CBOR that is written here is read here", { timeout: SEARCH_LIMIT_MS }, () => {
  fc.assert(
    fc.property(inCbor, (value) => {
      expect(same(fromCbor(toCbor(value)))).toEqual(same(value));
    }),
    { numRuns: RUNS * 10 },
  );
});

test("arguments and results of calls are what they were", { timeout: SEARCH_LIMIT_MS }, async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.deploy(app);
  const echo = await (await modalClient(world)).functions.fromName("conformance", "echo");
  await fc.assert(
    fc.asyncProperty(inCbor, async (value) => {
      expect(same(await echo.remote([value]))).toEqual(same(value));
    }),
    { numRuns: RUNS },
  );
});

test("values of queues are what they were", { timeout: SEARCH_LIMIT_MS }, async () => {
  await using world = await Emulator.start({ threads: 0 });
  const queue = await (await modalClient(world)).queues.fromName("q", { createIfMissing: true });
  const sent = values(fc.oneof(small, fc.uint8Array({ maxLength: 300 })));
  await fc.assert(
    fc.asyncProperty(sent, async (value) => {
      await queue.put(value);
      expect(same(await queue.get())).toEqual(same(value));
    }),
    { numRuns: RUNS },
  );
});
