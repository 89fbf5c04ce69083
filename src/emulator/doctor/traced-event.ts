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

/** @param mask takes values of secrets out of a text */
export function traceEvent(
  event: WorldEvent,
  calls: Calls,
  items: YieldedItems,
  mask: (text: string) => string,
): TracedEvent {
  if (event.type === "input.created") return { ...event, args: mask(describeValue(calls.input(event.input)?.args)) };
  if (event.type !== "input.ended") return event;
  const input = calls.input(event.input);
  if (input?.call.kind === "generator") return { ...event, result: mask(items.of(event.input).join(", ")) };
  return input?.outcome?.ok ? { ...event, result: mask(describeValue(input.outcome.value)) } : event;
}
