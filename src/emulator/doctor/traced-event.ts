import type { Calls } from "../calls/calls.js";
import type { WorldEvent } from "../kernel/events.js";
import { describeValue } from "./describe-value.js";
import type { YieldedItems } from "./yielded-items.js";

/** An event of the log, with what the log itself leaves out. */
export type TracedEvent = WorldEvent & {
  /** Of `input.created`: the arguments, in short. */
  readonly args?: string;
  /** Of `input.ended`: the result, in short, or the items of a generator. */
  readonly result?: string;
};

export function traceEvent(event: WorldEvent, calls: Calls, items: YieldedItems): TracedEvent {
  if (event.type === "input.created") return { ...event, args: describeValue(calls.input(event.input)?.args) };
  if (event.type !== "input.ended") return event;
  const input = calls.input(event.input);
  if (input?.call.kind === "generator") return { ...event, result: items.of(event.input).join(", ") };
  return input?.outcome?.ok ? { ...event, result: describeValue(input.outcome.value) } : event;
}
