import fc from "fast-check";
import { expect, test } from "vitest";
import { type IdPrefix, Ids } from "../../src/emulator/kernel/ids.js";
import { Random } from "../../src/emulator/kernel/random.js";

const prefix = fc.constantFrom<IdPrefix>("fc", "in", "ta", "ap");

/** Ids that are drawn ahead, how many of them are given, and what else is asked for then. */
const foresight = fc.record({
  foreseen: fc.array(prefix, { maxLength: 60 }),
  given: fc.nat({ max: 60 }),
  others: fc.array(prefix, { maxLength: 3 }),
});

test("ids are the same, whatever is drawn ahead and whatever comes of it", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(foresight), (seed, steps) => {
      const ids = new Ids(new Random(seed));
      const plain = new Ids(new Random(seed));
      for (const { foreseen, given, others } of steps) {
        const drawn = ids.foresee(foreseen);
        const taken = foreseen.slice(0, given);
        expect(taken.map((each) => ids.next(each))).toEqual(drawn.slice(0, given));
        expect(taken.map((each) => plain.next(each))).toEqual(drawn.slice(0, given));
        expect(others.map((each) => ids.next(each))).toEqual(others.map((each) => plain.next(each)));
      }
    }),
    { numRuns: 150, seed: 1 },
  );
});

// Modal: docs/modal/context-ids-and-logs.md#ids
test("ids have Modal's form, and none comes twice", () => {
  const ids = new Ids(new Random("forms"));
  const given = Array.from({ length: 5000 }, (_, n) => ids.next(n % 5 === 0 ? "ta" : "in"));
  expect(new Set(given).size).toBe(given.length);
  for (const id of given) expect(id).toMatch(/^(?:ta-[0-9A-Z]{26}|in-[0-9A-Za-z]{22})$/);
  expect(new Set(given.flatMap((id) => id.slice(3).split(""))).size).toBe(62);
});
