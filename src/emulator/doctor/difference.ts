import { inspect, isDeepStrictEqual } from "node:util";
import type { TracedEvent } from "./traced-event.js";

/** The first event in which two runs differ. */
export interface Difference {
  /** Position in the event log. */
  readonly seq: number;
  /** What happened in the first of the two, `undefined` if its log had ended. */
  readonly left: TracedEvent | undefined;
  /** What happened in the other instead. */
  readonly right: TracedEvent | undefined;
}

/** A log of what happened. */
interface Logged {
  readonly events: readonly TracedEvent[];
}

export function firstDifference(left: Logged, right: Logged): Difference | undefined {
  const length = Math.max(left.events.length, right.events.length);
  for (let seq = 0; seq < length; seq++) {
    if (!isDeepStrictEqual(left.events[seq], right.events[seq]))
      return { seq, left: left.events[seq], right: right.events[seq] };
  }
  return undefined;
}

/** Such as: event 4 (`log`): text is "1" there and "2" here. */
export function describeDifference({ seq, left, right }: Difference): string {
  if (!left || !right)
    return `event ${seq} is ${describeEvent(left ?? right)} in the ${left ? "first" : "second"}, and the other's log has ended`;
  if (left.type !== right.type)
    return `event ${seq} is ${describeEvent(left)} in the first, and ${describeEvent(right)} in the second`;
  const [one, other] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
  const fields = Array.from(new Set([...one.keys(), ...other.keys()])).filter(
    (key) => !isDeepStrictEqual(one.get(key), other.get(key)),
  );
  return `event ${seq} (${left.type}): ${fields.map((key) => `${key} is ${field(key, one.get(key))} in the first and ${field(key, other.get(key))} in the second`).join("; ")}`;
}

function describeEvent(event: TracedEvent | undefined): string {
  if (!event) return "nothing";
  const { seq: _seq, type, at, ...fields } = event;
  return `${type} at ${new Date(at).toISOString()} ${inspect(fields, { breakLength: Infinity, compact: true })}`;
}

/** Arguments and results are texts already; times are read more easily as dates. */
function field(key: string, value: unknown): string {
  if (key === "at" && typeof value === "number") return new Date(value).toISOString();
  if ((key === "args" || key === "result") && typeof value === "string") return value;
  return inspect(value, { breakLength: Infinity, compact: true });
}
