import type * as FastCheck from "fast-check";
import type { Fault, RunFaultKind } from "../../emulator/faults/fault-plan.js";
import { STORAGE_OPERATIONS } from "../../emulator/faults/storage-fault.js";
import type { Course } from "./course.js";
import type { FaultSpace } from "./explore-options.js";
import type { Extent } from "./extent.js";

/** Most rounds that are reordered in one world. */
const MAX_REORDERED = 500;

/** Ways to order a round. */
const ORDERS = 0xffff;

/** Virtual milliseconds: at once, short of a retry, beyond one, beyond a scale-down. */
const DELAYS_MS = [1, 500, 5000, 120_000] as const;

/** Courses of a world with one seed; they shrink to few faults of early calls, and few rounds that are reordered. */
export function courses(
  fc: typeof FastCheck,
  seed: number,
  extent: Extent,
  space: Required<FaultSpace> | undefined,
): FastCheck.Arbitrary<Course> {
  const { rounds } = extent;
  const reordering = fc.tuple(fc.nat(Math.max(0, 2 * rounds - 1)), fc.integer({ min: 1, max: ORDERS }));
  const order =
    rounds === 0
      ? fc.constant([])
      : fc.uniqueArray(reordering, {
          maxLength: Math.min(2 * rounds, MAX_REORDERED),
          size: "max",
          selector: ([round]) => round,
        });
  const faults = space ? fc.array(fault(fc, space, extent), { maxLength: space.most, size: "max" }) : fc.constant([]);
  return fc.record({
    seed: fc.constant(seed),
    order: order.map((pairs) => pairs.toSorted(([a], [b]) => a - b)),
    faults,
  });
}

function fault(
  fc: typeof FastCheck,
  { kinds, functions }: Required<FaultSpace>,
  { inputs, containers, operations }: Extent,
): FastCheck.Arbitrary<Fault> {
  const calls = fc.integer({ min: 1, max: Math.max(1, inputs) });
  const where = functions.length > 0 ? fc.record({ function: fc.constantFrom(...functions) }) : fc.constant({});
  const attempt = fc.record({ calls, attempts: fc.integer({ min: 1, max: 2 }), optional: fc.constant(true) });
  const delay = fc.record({ delayMs: fc.constantFrom(...DELAYS_MS) });
  const loss = fc.oneof(
    fc.record({ afterMs: fc.constantFrom(0, ...DELAYS_MS) }),
    fc.record({ atOperation: fc.integer({ min: 1, max: Math.max(1, operations) }) }),
  );
  const none = fc.constant({});
  const start = fc.record({
    containers: fc.integer({ min: 1, max: Math.max(1, containers) }),
    optional: fc.constant(true),
  });
  const rest: Readonly<Record<RunFaultKind, FastCheck.Arbitrary<object>>> = {
    fail: none,
    preempt: loss,
    crash: loss,
    outOfMemory: loss,
    loseOutput: none,
    duplicate: none,
    delay,
    slowStart: delay,
    failStart: none,
    failStorage: fc.oneof(none, delay),
  };
  const which: Readonly<Partial<Record<RunFaultKind, FastCheck.Arbitrary<object>>>> = {
    slowStart: start,
    failStart: start,
    failStorage: fc.record({
      operations: fc.constantFrom(...STORAGE_OPERATIONS).map((operation) => [operation]),
      times: fc.constant(1),
      optional: fc.constant(true),
    }),
  };
  return fc.oneof(
    ...kinds.map((kind) =>
      fc
        .tuple(where, which[kind] ?? attempt, rest[kind])
        .map(([target, selection, details]) => ({ kind, ...target, ...selection, ...details }) as Fault),
    ),
  );
}
