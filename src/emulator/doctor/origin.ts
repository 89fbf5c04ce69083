import type { Difference } from "./difference.js";
import type { DoctorRun } from "./doctor-run.js";
import type { TracedEvent } from "./traced-event.js";

/** Who made an event happen: a container, by its id, or the test's own code. */
export type Origin = { readonly container: string } | "test code" | undefined;

/** Who made the event happen in which two runs differ, as the first of them has it, or else the other. */
export function originOf({ left, right }: Difference, [one, other]: readonly [DoctorRun, DoctorRun]): Origin {
  const yielded = one.items.firstDifferent(other.items);
  if (yielded !== undefined) return containerOf(yielded, one.events); // what followed, followed from that
  return (left && eventOrigin(left, one.events)) ?? (right && eventOrigin(right, other.events));
}

function eventOrigin(event: TracedEvent, events: readonly TracedEvent[]): Origin {
  if (event.type === "call.created") return event.parent === null ? "test code" : containerOf(event.parent, events);
  if (event.type === "input.created") {
    const call = events.find((other) => other.type === "call.created" && other.call === event.call);
    return call && eventOrigin(call, events);
  }
  if (event.type === "container.created") return undefined; // somebody called
  if ("container" in event && typeof event.container === "string") return { container: event.container };
  if ("input" in event && typeof event.input === "string") return containerOf(event.input, events);
  return event.type.startsWith("app.") ? "test code" : undefined;
}

/** Where an input ran last; what is mocked runs in the test's own code. */
function containerOf(input: string, events: readonly TracedEvent[]): Origin {
  const attempt = events.findLast((event) => event.type === "attempt.started" && event.input === input);
  if (attempt?.type !== "attempt.started") return undefined;
  return attempt.container === null ? "test code" : { container: attempt.container };
}
