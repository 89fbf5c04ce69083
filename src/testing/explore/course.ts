import { InvalidError } from "../../contract/errors.js";
import { checkFaultPlan } from "../../emulator/faults/check-fault.js";
import type { Fault, FaultPlan } from "../../emulator/faults/fault-plan.js";
import type { Reorderings } from "../../emulator/kernel/round-order.js";

/** Everything that decides what happens in a world, beside its program. */
export interface Course {
  readonly seed: number;
  readonly order: Reorderings;
  readonly faults: FaultPlan;
}

/** One line that {@link parseCourse} reads. */
export function courseLine({ seed, order, faults }: Course): string {
  return JSON.stringify({ seed, ...(order.length > 0 && { order }), ...(faults.length > 0 && { faults }) });
}

/** @throws InvalidError if the line is none */
export function parseCourse(line: string): Course {
  const { seed, order = [], faults = [] } = parsed(line);
  const isOrder =
    Array.isArray(order) &&
    order.every(
      (pair) =>
        Array.isArray(pair) && pair.length === 2 && pair.every((number) => Number.isSafeInteger(number) && number >= 0),
    );
  if (!Number.isSafeInteger(seed) || !isOrder)
    throw new InvalidError(
      `explore.replay takes the line that a failed exploration has printed, not ${JSON.stringify(line)}.`,
    );
  return { seed: Number(seed), order: order as Reorderings, faults: checkFaultPlan(faults) };
}

/** In words, a line for each thing that is not as usual. */
export function describeCourse({ seed, order, faults }: Course): string[] {
  const rounds =
    order.length === 0
      ? "nothing reordered"
      : `${order.length === 1 ? "one round" : `${order.length} rounds`} reordered (${order.map(([round]) => round).join(", ")})`;
  return [
    `seed ${seed}, ${rounds}, ${faults.length === 0 ? "no fault" : faults.length === 1 ? "one fault:" : `${faults.length} faults:`}`,
    ...faults.map(describeFault),
  ];
}

function describeFault({ kind, ...fault }: Fault): string {
  const { function: name, optional: _, ...rest } = { function: undefined, ...fault };
  const details = Object.entries(rest).map(([option, value]) => `${option} ${JSON.stringify(value)}`);
  return `  ${kind}${name === undefined ? "" : ` of ${name}`}${details.length > 0 ? `: ${details.join(", ")}` : ""}`;
}

function parsed(line: string): { seed?: unknown; order?: unknown; faults?: unknown } {
  try {
    return Object(JSON.parse(line)) as object;
  } catch {
    return {};
  }
}
