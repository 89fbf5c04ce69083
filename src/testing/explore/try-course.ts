import { InvalidError } from "../../contract/errors.js";
import { ChosenOrder } from "../../emulator/kernel/round-order.js";
import { Emulator } from "../../emulator/world/emulator.js";
import type { EmulatorOptions } from "../../emulator/world/world-options.js";
import { worldReport } from "../matchers/describe-failure.js";
import { EventShape } from "./event-shape.js";
import type { Course } from "./course.js";
import type { Extent } from "./extent.js";

/**
 * What is to hold in every world: it does not if this throws, returns `false`, or does not await what it asks of the
 * world.
 */
export type Property = (world: Emulator) => unknown;

/** What became of a property in a world. */
export interface Attempt {
  readonly extent: Extent;
  /** What happened, but for ids: equal for equal interleavings. */
  readonly shape: string;
  readonly retries: number;
  /** How many faults of each kind hit something. */
  readonly hits: Readonly<Record<string, number>>;
  readonly virtualMs: number;
  /** Functions that the world has had, as `app/function`. */
  readonly functions: readonly string[];
  readonly failure: { readonly error: unknown; readonly report: string } | undefined;
}

/** Runs a property in a world of its own that takes a given course. */
export async function tryCourse(
  { seed, order, faults }: Course,
  options: EmulatorOptions,
  property: Property,
): Promise<Attempt> {
  const rounds = new ChosenOrder(order);
  await using world = await Emulator.ordered({ ...options, seed, faults }, rounds);
  world.testEnd.notePlaces();
  const began = world.clock.now();
  let failure: Attempt["failure"];
  try {
    const held = await world.within(() => property(world));
    if (held === false) throw new InvalidError("The property returned false.");
    const forgotten = world.testEnd.forgotten();
    if (forgotten) throw forgotten;
  } catch (error) {
    failure = { error, report: worldReport(world) };
  }
  const { events } = world;
  const hits: Record<string, number> = {};
  const shape = new EventShape();
  for (const event of events) {
    shape.add(event);
    const kind =
      event.type === "fault.injected" ? event.kind : event.type === "fault.storage" ? "failStorage" : undefined;
    if (kind !== undefined) hits[kind] = (hits[kind] ?? 0) + 1;
  }
  const extent = {
    rounds: rounds.rounds,
    inputs: events.of("attempt.started").length,
    containers: events.of("container.created").length,
    operations: world.testEnd.mostOperations,
  };
  return {
    extent,
    shape: shape.digest,
    retries: events.of("input.retry").length,
    hits,
    virtualMs: world.clock.now() - began,
    functions: world.testEnd.functionNames,
    failure,
  };
}
